// A port that accepts connections.

import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

final class TCPListener: LoopHandle {
    /// Callers that may wait to be accepted; the kernel may allow fewer. Thousands connect in one burst.
    private static let backlog: CInt = 4096

    private var accepted: (TCPSocket) -> Void
    /// The port that is really bound.
    private(set) var port = 0

    /// Listens at once.
    init(
        _ loop: EventLoop, host: String, port: Int, accepted: @escaping (TCPSocket) -> Void
    ) throws(TransportError) {
        func failure(_ status: CInt) -> TransportError {
            switch status {
            case UV_EADDRINUSE.rawValue: .addressInUse(host: host, port: port)
            case UV_EACCES.rawValue, UV_EPERM.rawValue: .portForbidden(host: host, port: port)
            case UV_EADDRNOTAVAIL.rawValue:
                .cannotListen(host: host, port: port, reason: "this machine does not have that address")
            default: .cannotListen(host: host, port: port, reason: describe(status))
            }
        }
        guard (0...65535).contains(port) else {
            throw .cannotListen(host: host, port: port, reason: "a port is 0 to 65535")
        }
        self.accepted = accepted
        let addresses: [SocketAddress]
        switch NameLookup.now(host, port: port, loop: loop) {
        case .success(let found): addresses = found
        case .failure(let lookup): throw .cannotListen(host: host, port: port, reason: lookup.reason)
        }
        // `localhost` may be both; tools that are given 127.0.0.1 must find the server.
        guard let address = addresses.first(where: { !$0.isIPv6 }) ?? addresses.first else {
            throw .cannotListen(host: host, port: port, reason: "no address")
        }

        super.init(loop, uv_tcp_t.self)
        let tcp = raw.assumingMemoryBound(to: uv_tcp_t.self)
        uv_tcp_init(loop.uv, tcp)
        opened()
        var status = address.withPointer { uv_tcp_bind(tcp, $0, 0) }
        if status == 0 {
            status = uv_listen(stream, Self.backlog) { handle, status in
                // A failure here (out of descriptors) concerns one caller; libuv turns it away and goes on.
                if status == 0 { TCPListener.owner(of: handle)?.accept() }
            }
        }
        guard status == 0 else {
            closeHandle()
            throw failure(status)
        }
        self.port = boundPort
    }

    func close() { closeHandle() }

    override func dropCallbacks() { accepted = { $0.close() } }

    private var stream: UnsafeMutablePointer<uv_stream_t> { raw.assumingMemoryBound(to: uv_stream_t.self) }

    private func accept() {
        let socket = TCPSocket(loop)
        guard uv_accept(stream, socket.stream) == 0 else { return socket.close() }
        socket.tune()
        accepted(socket)
    }

    private var boundPort: Int {
        var storage = sockaddr_storage()
        var size = CInt(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                uv_tcp_getsockname(raw.assumingMemoryBound(to: uv_tcp_t.self), $0, &size) == 0
                    ? SocketAddress(copying: $0).port : 0
            }
        }
    }
}
