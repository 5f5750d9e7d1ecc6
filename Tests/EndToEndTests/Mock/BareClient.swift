// A TCP client without a loop of its own: sends bytes, and takes what comes while the server's loop runs.
import Foundation
import Testing

@testable import Transport

final class BareClient {
    var received: [UInt8] = []
    private let descriptor: CInt

    struct CannotConnect: Error {}

    init(port: Int) throws {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw CannotConnect() }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { Array(text.utf8).withUnsafeBytes { send($0) } }

    func send(_ bytes: UnsafeRawBufferPointer) { _ = write(descriptor, bytes.baseAddress, bytes.count) }

    /// Reads until the connection ends, or for five seconds.
    ///
    /// - Returns: The error that ended it; 0 for an end in order.
    func drain(_ net: Loopback) -> CInt {
        var end: CInt?
        func look() {
            end = readAll()
            if end != nil { return net.done() }
            net.loop.schedule(after: .milliseconds(5)) { look() }
        }
        net.loop.later { look() }
        net.run(atMost: .seconds(5), "the connection did not end")
        return end ?? -1
    }

    /// Lets the server run until something has come.
    func receiveSome(_ net: Loopback) {
        var isOver = false
        func look() {
            guard !isOver else { return }
            let end = readAll()
            if end != nil || !received.isEmpty { return net.done() }
            net.loop.schedule(after: .milliseconds(5)) { look() }
        }
        net.loop.later { look() }
        net.run(atMost: .seconds(2), "nothing came")
        isOver = true
    }

    /// Nil: it goes on.
    private func readAll() -> CInt? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                received += buffer[..<count]
            } else if count == 0 {
                return 0
            } else {
                return errno == EAGAIN ? nil : errno
            }
        }
    }
}
