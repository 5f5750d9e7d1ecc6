// A WebSocket client that costs next to nothing, so that what is measured is the server: plain sockets, zero mask keys,
// frames read in place. It trusts its server; the real client is in Transport.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

struct LoadError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// Where all sockets of a process read; with room behind the end for parsers that overread.
final class ReadBuffer {
    static let capacity = 256 << 10
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + 64, alignment: 64)

    init() { bytes.initializeMemory(as: UInt8.self, repeating: 0) }

    deinit { bytes.deallocate() }
}

final class LoadSocket {
    let descriptor: CInt
    private(set) var isOpen = true
    /// The beginning of a frame whose end has not come.
    private var rest: [UInt8] = []

    /// Connects to 127.0.0.1 and shakes hands.
    init(port: Int, target: String = "/") throws {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw LoadError("no socket: errno \(errno); raise ulimit -n") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw LoadError("port \(port) does not take connections: errno \(errno)") }
        var one: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        let request =
            "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        guard send(Array(request.utf8)) else { throw LoadError("the server closed the connection") }
        try readHead()
    }

    deinit { close(descriptor) }

    private func readHead() throws {
        var head: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        var byte: UInt8 = 0
        // Byte by byte, so that no frame behind the head is taken with it.
        while !head.ends(with: end) {
            guard head.count < 16 << 10, recv(descriptor, &byte, 1, 0) == 1 else {
                throw LoadError("no answer to the upgrade")
            }
            head.append(byte)
        }
        let status = String(decoding: head.prefix { $0 != 13 }, as: UTF8.self)
        guard status.contains(" 101 ") else { throw LoadError("the upgrade was answered with \(status)") }
    }

    /// A text frame as a client sends it, for ``send(_:)``, as often as wanted.
    static func frame(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var frame: [UInt8] = [0x81]
        switch bytes.count {
        case ..<126: frame.append(0x80 | UInt8(bytes.count))
        default: frame += [0x80 | 126, UInt8(bytes.count >> 8 & 255), UInt8(bytes.count & 255)]
        }
        return frame + [0, 0, 0, 0] + bytes
    }

    static let closeFrame: [UInt8] = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8]

    /// - Returns: False when the connection is gone, or (not waiting) the kernel does not take all of it.
    func send(_ bytes: [UInt8], waiting: Bool = true) -> Bool {
        bytes.withUnsafeBytes { bytes in
            #if canImport(Glibc)
                let flags = CInt(MSG_NOSIGNAL) | (waiting ? 0 : CInt(MSG_DONTWAIT))
                return Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags) == bytes.count
            #else
                let flags = waiting ? 0 : CInt(MSG_DONTWAIT)
                return Darwin.send(descriptor, bytes.baseAddress, bytes.count, flags) == bytes.count
            #endif
        }
    }

    /// Reads what there is, or waits for something, and hands over the payload of every whole text frame in place.
    func receive(_ buffer: ReadBuffer, waiting: Bool, _ each: (UnsafeRawBufferPointer) -> Void) {
        let kept = rest.count
        guard isOpen, kept < ReadBuffer.capacity else { return isOpen = false }
        rest.withUnsafeBytes { buffer.bytes.copyMemory(from: $0) }
        let flags = waiting ? 0 : CInt(MSG_DONTWAIT)
        let count = recv(descriptor, buffer.bytes.baseAddress.map { $0 + kept }, ReadBuffer.capacity - kept, flags)
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) { isOpen = false }
            return
        }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes[..<(kept + count)])
        let used = frames(in: bytes, each)
        rest.removeAll(keepingCapacity: true)
        rest.append(contentsOf: bytes[used...])
    }

    /// - Returns: How many bytes the whole frames took.
    private func frames(in bytes: UnsafeRawBufferPointer, _ each: (UnsafeRawBufferPointer) -> Void) -> Int {
        var start = 0
        while bytes.count - start >= 2 {
            var header = 2
            var length = Int(bytes[start + 1] & 127)
            if length == 126 {
                header = 4
                guard bytes.count - start >= header else { break }
                length = Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])
            } else if length == 127 {
                header = 10
                guard bytes.count - start >= header else { break }
                length = (2..<10).reduce(0) { $0 << 8 | Int(bytes[start + $1]) }
            }
            guard bytes.count - start >= header + length else { break }
            let payload = UnsafeRawBufferPointer(rebasing: bytes[start + header..<start + header + length])
            switch bytes[start] & 15 {
            case 8: isOpen = false
            case 1: each(payload)
            default: break
            }
            start += header + length
        }
        return start
    }
}

extension [UInt8] {
    fileprivate func ends(with end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}
