// A TCP connection over libuv: takes what the kernel takes, says when it takes more, and ends in every way TCP knows.
// It queues nothing but what is under way; whoever writes keeps the rest (see ByteStream).

import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

final class TCPSocket: LoopHandle {
    enum Arrival {
        /// Valid during the call.
        case bytes(UnsafeRawBufferPointer)
        /// The peer will send no more (FIN).
        case end
        case failure(String)
    }

    var arrived: (Arrival) -> Void = { _ in }
    /// The kernel takes bytes again, after a time when it did not.
    var writable: () -> Void = {}
    private(set) var isReading = false
    private var inFlight: WriteRequest?
    private var isOutputDead = false

    /// At most this much is copied for the kernel to fetch later; the rest stays with the writer.
    private static let slice = 256 << 10

    init(_ loop: EventLoop) {
        super.init(loop, uv_tcp_t.self)
        // Without flags it makes no socket yet, so it cannot fail.
        uv_tcp_init(loop.uv, tcp)
        opened()
    }

    private var tcp: UnsafeMutablePointer<uv_tcp_t> { raw.assumingMemoryBound(to: uv_tcp_t.self) }
    var stream: UnsafeMutablePointer<uv_stream_t> { raw.assumingMemoryBound(to: uv_stream_t.self) }

    // MARK: Connecting

    /// - Parameter completion: Called once, with nil when connected; perhaps before this returns; not after `close`.
    func connect(to address: SocketAddress, completion: @escaping (CInt) -> Void) {
        let request = ConnectRequest(self, completion)
        let status = request.submit(uv_connect_t.self) { pointer in
            address.withPointer { address in
                uv_tcp_connect(pointer, tcp, address) { ConnectRequest.takeBack($0)?.finish($1) }
            }
        }
        if status != 0 { request.finish(status) }
    }

    /// Small messages leave at once; the channel gathers them already.
    func tune() {
        uv_tcp_nodelay(tcp, 1)
        uv_tcp_keepalive(tcp, 1, 60)
    }

    var peerAddress: SocketAddress? {
        var storage = sockaddr_storage()
        var size = CInt(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                uv_tcp_getpeername(tcp, $0, &size) == 0 ? SocketAddress(copying: $0) : nil
            }
        }
    }

    // MARK: Reading

    func startReading() {
        guard isOpen, !isReading else { return }
        isReading = true
        let status = uv_read_start(
            stream, lendReceiveBuffer,
            { handle, count, buffer in
                guard let socket = TCPSocket.owner(of: handle), let buffer else { return }
                if count > 0 {
                    socket.arrived(.bytes(UnsafeRawBufferPointer(start: buffer.pointee.base, count: count)))
                } else if count < 0 {
                    socket.stopReading()
                    // libuv takes a reset that follows closely on data for an end; the kernel remembers which it was.
                    var status = count == Int(UV_EOF.rawValue) ? socket.pendingError : CInt(clamping: count)
                    // What Linux calls a reset that follows on an end.
                    if status == UV_EPIPE.rawValue { status = UV_ECONNRESET.rawValue }
                    socket.arrived(status == 0 ? .end : .failure(describe(status)))
                }
            })
        if status != 0 {
            isReading = false
            arrived(.failure(describe(status)))
        }
    }

    func stopReading() {
        guard isOpen, isReading else { return }
        isReading = false
        uv_read_stop(stream)
    }

    /// 0, or libuv's number for what the kernel still has to say about the connection.
    private var pendingError: CInt {
        var descriptor: CInt = -1
        var number: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        guard uv_fileno(handle, &descriptor) == 0,
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size) == 0
        else { return 0 }
        return -number
    }

    // MARK: Writing

    /// False while the kernel is full.
    var isWritable: Bool { isOpen && inFlight == nil }
    var bytesInFlight: Int { inFlight?.count ?? 0 }

    /// Hands bytes to the kernel.
    ///
    /// - Returns: How many were taken, from the front; the caller keeps the rest until `writable`.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        if isOutputDead { return bytes.count }
        guard isWritable, bytes.count > 0 else { return 0 }
        var buffer = uv_buf_init(
            UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self),
            UInt32(clamping: bytes.count))
        let written = uv_try_write(stream, &buffer, 1)
        if written == Int(UV_EAGAIN.rawValue) || (written >= 0 && written < bytes.count) {
            let done = max(0, Int(written))
            return done + writeLater(UnsafeRawBufferPointer(rebasing: bytes[done...].prefix(Self.slice)))
        }
        if written < 0 {
            outputFailed(CInt(written))
            return bytes.count
        }
        return Int(written)
    }

    private func writeLater(_ bytes: UnsafeRawBufferPointer) -> Int {
        let request = WriteRequest(self, copying: bytes)
        var buffer = request.buffer
        let status = request.submit(uv_write_t.self) { pointer in
            uv_write(pointer, stream, &buffer, 1) { WriteRequest.takeBack($0)?.finish($1) }
        }
        if status == 0 { inFlight = request } else { outputFailed(status) }
        return bytes.count
    }

    fileprivate func wrote(_ status: CInt) {
        inFlight = nil
        guard isOpen else { return }
        if status != 0 { outputFailed(status) }
        writable()
    }

    /// A connection that takes no more may still hold what the peer sent before it went, a Close frame perhaps: so reading
    /// goes on, and tells the end when it comes to it.
    private func outputFailed(_ status: CInt) {
        isOutputDead = true
        guard !isReading else { return }
        loop.later { [self] in
            if isOpen, !isReading { arrived(.failure(describe(status))) }
        }
    }

    // MARK: Ending

    /// Sends FIN after what is under way; reading goes on.
    func finishWriting() {
        guard isOpen else { return }
        let request = ShutdownRequest()
        // When it fails the connection is gone already, which reading will tell.
        _ = request.submit(uv_shutdown_t.self) {
            uv_shutdown($0, stream) { request, _ in _ = ShutdownRequest.takeBack(request) }
        }
    }

    /// No callback comes after it.
    func close() { closeHandle() }

    /// The peer gets a TCP reset (RST). No callback comes after it.
    func reset() { resetHandle() }

    override func dropCallbacks() {
        arrived = { _ in }
        writable = {}
    }
}

private final class ConnectRequest: LoopRequest {
    private let socket: TCPSocket
    private let completion: (CInt) -> Void

    init(_ socket: TCPSocket, _ completion: @escaping (CInt) -> Void) {
        self.socket = socket
        self.completion = completion
        super.init(uv_connect_t.self)
    }

    func finish(_ status: CInt) {
        if socket.isOpen { completion(status) }
    }
}

/// Owns its bytes until the kernel has them.
private final class WriteRequest: LoopRequest {
    private let socket: TCPSocket
    private let bytes: UnsafeMutableRawBufferPointer
    var count: Int { bytes.count }

    init(_ socket: TCPSocket, copying source: UnsafeRawBufferPointer) {
        self.socket = socket
        bytes = .allocate(byteCount: source.count, alignment: 16)
        bytes.copyMemory(from: source)
        super.init(uv_write_t.self)
    }

    deinit { bytes.deallocate() }

    var buffer: uv_buf_t { uv_buf_init(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count)) }

    func finish(_ status: CInt) { socket.wrote(status) }
}

private final class ShutdownRequest: LoopRequest {
    init() { super.init(uv_shutdown_t.self) }
}
