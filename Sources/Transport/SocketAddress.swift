// An IPv4 or IPv6 address with its port, and the look-up that turns names into them.

import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

struct SocketAddress {
    private var storage: sockaddr_storage

    /// - Parameter address: Of any length the system uses; copied.
    init(copying address: UnsafePointer<sockaddr>) {
        storage = sockaddr_storage()
        let isSix = CInt(address.pointee.sa_family) == AF_INET6
        let size = isSix ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: size))
        }
    }

    /// A literal address; nil for a name.
    init?(literal host: String, port: Int) {
        var six = sockaddr_in6()
        var four = sockaddr_in()
        if uv_ip4_addr(host, CInt(port), &four) == 0 {
            self = withUnsafeBytes(of: &four) { Self(raw: $0) }
        } else if uv_ip6_addr(host, CInt(port), &six) == 0 {
            self = withUnsafeBytes(of: &six) { Self(raw: $0) }
        } else {
            return nil
        }
    }

    private init(raw: UnsafeRawBufferPointer) {
        storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: raw) }
    }

    var isIPv6: Bool { CInt(storage.ss_family) == AF_INET6 }

    var port: Int {
        // The port is at the same place in both kinds.
        withUnsafeBytes(of: storage) { Int(UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))) }
    }

    /// `127.0.0.1`, `::1`
    var host: String {
        var text = [CChar](repeating: 0, count: 64)
        _ = withPointer { uv_ip_name($0, &text, text.count) }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// `127.0.0.1:80`, `[::1]:80`
    var text: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        withUnsafeBytes(of: storage) { bytes in
            guard let base = bytes.baseAddress else { preconditionFailure("storage has a size") }
            return body(base.assumingMemoryBound(to: sockaddr.self))
        }
    }

    /// The addresses of a C list, in its order.
    fileprivate static func all(in list: UnsafeMutablePointer<addrinfo>?) -> [SocketAddress] {
        var found: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr, [AF_INET, AF_INET6].contains(entry.pointee.ai_family) {
                found.append(SocketAddress(copying: address))
            }
            next = entry.pointee.ai_next
        }
        return found
    }
}

/// A name on its way to addresses, in a thread of libuv's, for the system's resolver blocks.
final class NameLookup: LoopRequest {
    private var completion: ((Result<[SocketAddress], LookupFailure>) -> Void)?

    struct LookupFailure: Error {
        let reason: String
    }

    /// - Parameter completion: Called once, unless cancelled; never before this returns.
    init(
        _ host: String, port: Int, loop: EventLoop,
        completion: @escaping (Result<[SocketAddress], LookupFailure>) -> Void
    ) {
        self.completion = completion
        super.init(uv_getaddrinfo_t.self)
        var hints = Self.hints
        let status = submit(uv_getaddrinfo_t.self) { request in
            uv_getaddrinfo(
                loop.uv, request,
                { request, status, list in
                    NameLookup.takeBack(request)?.finish(status, list)
                }, host, String(port), &hints)
        }
        if status != 0 { loop.later { self.finish(status, nil) } }
    }

    /// The completion is not called any more.
    func cancel() {
        completion = nil
        uv_cancel(raw.assumingMemoryBound(to: uv_req_t.self))
    }

    /// Waits for the answer; for addresses to listen on, which are literal or `localhost`.
    static func now(_ host: String, port: Int, loop: EventLoop) -> Result<[SocketAddress], LookupFailure> {
        if let literal = SocketAddress(literal: host, port: port) { return .success([literal]) }
        var request = uv_getaddrinfo_t()
        var hints = hints
        let status = uv_getaddrinfo(loop.uv, &request, nil, host, String(port), &hints)
        defer { uv_freeaddrinfo(request.addrinfo) }
        guard status == 0 else { return .failure(LookupFailure(reason: describe(status))) }
        return .success(SocketAddress.all(in: request.addrinfo))
    }

    private static var hints: addrinfo {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        return hints
    }

    private func finish(_ status: CInt, _ list: UnsafeMutablePointer<addrinfo>?) {
        defer { uv_freeaddrinfo(list) }
        let completion = completion
        self.completion = nil
        let found = SocketAddress.all(in: list)
        if status == 0, !found.isEmpty {
            completion?(.success(found))
        } else {
            completion?(.failure(LookupFailure(reason: status == 0 ? "no address" : describe(status))))
        }
    }
}
