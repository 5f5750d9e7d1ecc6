// A connection as everyone above sees it: plain bytes in and out, whether TLS lies beneath or not.
// It takes every write, queues what the kernel will not have, and says when the queue is empty again.

import WebSocketWire

final class ByteStream {
    typealias Arrival = TCPSocket.Arrival

    let loop: EventLoop
    let peerAddress: String
    /// Nothing arrives after `end` or `failure`, nor after this stream was closed from here.
    var arrived: (Arrival) -> Void = { _ in }
    /// The queue is empty, after a time when it was not.
    var drained: () -> Void = {}
    private(set) var isOpen = true

    private let socket: TCPSocket
    private let queue: ByteBuffer
    private var tls: TLSSession?
    private var handshakeEnded: ((TransportError?) -> Void)?
    private var lingering: LoopTimer?
    private var isFinishing = false
    private var limit: OutputLimit?
    private var pump: LoopTimer?
    private var wantsBytes = false

    /// How long the peer has to end its half after we have ended ours, and to take the next piece of what is queued before.
    private static let patience: Duration = .seconds(2)

    init(_ socket: TCPSocket) {
        self.socket = socket
        loop = socket.loop
        queue = ByteBuffer(pool: loop.buffers)
        peerAddress = socket.peerAddress?.text ?? "unknown"
        socket.arrived = { self.receive($0) }
        socket.writable = { self.writeQueue() }
    }

    // MARK: TLS

    var tlsFacts: TLSFacts? { tls?.facts }

    /// Puts TLS on the connection; nothing was read or written under it yet.
    ///
    /// - Parameters:
    ///   - host: Of the server that the certificate must be for; nil on the server's side.
    ///   - completion: With nil when it is up. The stream reads from now on, and hands nothing over before.
    func startTLS(_ context: TLSContext, host: String?, completion: @escaping (TransportError?) -> Void) {
        do throws(TransportError) {
            tls = try TLSSession(context, connectingTo: host)
        } catch {
            return completion(error)
        }
        handshakeEnded = completion
        socket.startReading()
        shakeHands()
    }

    private func shakeHands() {
        guard let tls, handshakeEnded != nil else { return }
        let step = tls.handshake()
        // Also after a failure: the alert tells the peer why.
        tls.takeOutput { self.writeRaw($0) }
        switch step {
        case .again: break
        case .established: endHandshake(nil)
        case .failed(let error): endHandshake(error)
        }
    }

    private func endHandshake(_ error: TransportError?) {
        let completion = handshakeEnded
        handshakeEnded = nil
        if error == nil, !wantsBytes { socket.stopReading() }
        completion?(error)
    }

    // MARK: Reading

    func startReading() {
        guard isOpen, !wantsBytes else { return }
        wantsBytes = true
        socket.startReading()
        // What TLS had deciphered, or could, when reading was stopped.
        if tls != nil { loop.later { self.decipher() } }
    }

    func stopReading() {
        wantsBytes = false
        if handshakeEnded == nil { socket.stopReading() }
    }

    private func receive(_ arrival: Arrival) {
        guard isOpen else { return }
        guard lingering == nil else {
            if case .bytes = arrival { return }
            return close()
        }
        switch arrival {
        case .bytes(let bytes):
            guard let tls else { return arrived(arrival) }
            tls.receive(bytes)
            shakeHands()
            decipher()
        case .end:
            endOfInput("the other side closed the connection")
        case .failure(let reason):
            if handshakeEnded != nil { endOfInput(reason) } else { arrived(arrival) }
        }
    }

    private func endOfInput(_ reason: String) {
        if handshakeEnded != nil {
            endHandshake(.lost(.tls, host: peerAddress, reason: reason))
        } else {
            arrived(.end)
        }
    }

    /// Hands over what can be deciphered. The loop's buffer is free here: TLS has taken its own copy of what arrived.
    private func decipher() {
        guard let tls, handshakeEnded == nil else { return }
        while isOpen, wantsBytes, lingering == nil {
            let reading = tls.read(into: loop.receiveBuffer)
            // Reading may make answers: session tickets, key updates.
            tls.takeOutput { self.writeRaw($0) }
            switch reading {
            case .bytes(let count): arrived(.bytes(UnsafeRawBufferPointer(rebasing: loop.receiveBuffer[..<count])))
            case .again: return
            case .end: return stopThen(.end)
            case .failed(let reason): return stopThen(.failure(reason))
            }
        }
    }

    private func stopThen(_ arrival: Arrival) {
        stopReading()
        arrived(arrival)
    }

    // MARK: Writing

    /// Bytes that the kernel has not taken.
    var bytesQueued: Int { queue.count + socket.bytesInFlight }

    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) {
        guard isOpen, !isFinishing else { return }
        guard let tls else { return writeRaw(bytes) }
        var rest = bytes
        while rest.count > 0 {
            let count = tls.write(rest)
            tls.takeOutput { writeRaw($0) }
            guard count > 0 else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private func writeRaw(_ bytes: UnsafeRawBufferPointer) {
        guard limit == nil else {
            queue.append(bytes)
            return sendQueue()
        }
        let taken = queue.isEmpty ? socket.write(bytes) : 0
        if taken < bytes.count { queue.append(UnsafeRawBufferPointer(rebasing: bytes[taken...])) }
    }

    private func sendQueue() {
        while !queue.isEmpty, socket.isWritable {
            guard var limit else {
                queue.consume(socket.write(queue.bytes))
                continue
            }
            let allowed = min(limit.allowance(at: loop.now), queue.count)
            if allowed > 0 {
                let taken = socket.write(UnsafeRawBufferPointer(rebasing: queue.bytes.prefix(allowed)))
                queue.consume(taken)
                limit.took(taken)
            }
            self.limit = limit
            if limit.isSpent { return breakOff(after: limit.sent) }
            guard allowed > 0 else { return sendLater(limit.pause) }
        }
    }

    private func sendLater(_ pause: Duration) {
        guard pump == nil else { return }
        pump = loop.schedule(after: pause) { [self] in
            pump = nil
            if isOpen { writeQueue() }
        }
    }

    private func breakOff(after count: Int) {
        loop.later { [self] in
            guard isOpen else { return }
            let arrived = arrived
            reset()
            arrived(.failure("reset on purpose after \(count) bytes"))
        }
    }

    // MARK: A bad line, on purpose

    /// From now on so many bytes a second leave, those that are queued included.
    func slow(to bytesPerSecond: Int) {
        var changed = limit ?? OutputLimit(at: loop.now)
        changed.bytesPerSecond = max(1, bytesPerSecond)
        limit = changed
    }

    /// After so many more bytes the connection is reset.
    func reset(afterBytes count: Int) {
        var changed = limit ?? OutputLimit(at: loop.now)
        changed.resetAt = changed.sent + max(0, count)
        limit = changed
        if count <= 0 { breakOff(after: 0) }
    }

    /// Ends our half when all is written; what is written later goes nowhere, and reading goes on.
    func endOutput() {
        guard isOpen, !isFinishing else { return }
        if let tls, handshakeEnded == nil {
            tls.finish()
            tls.takeOutput { self.writeRaw($0) }
        }
        isFinishing = true
        if bytesQueued == 0 { socket.finishWriting() }
    }

    private func writeQueue() {
        sendQueue()
        if lingering != nil { linger() }
        guard bytesQueued == 0 else { return }
        if isFinishing { socket.finishWriting() } else { drained() }
    }

    // MARK: Ending

    /// Ends our half in order when all is written, and the connection when the peer has ended its half, or does nothing for 2 s.
    /// Closing at once with input unread would make the kernel send a reset, which overtakes what was written last.
    ///
    /// - Parameter waitingForPeer: The peer is to end its half first (a WebSocket client, RFC 6455, 7.1.1).
    func finish(waitingForPeer: Bool = false) {
        guard isOpen, lingering == nil else { return }
        forgetCallbacks()
        if !waitingForPeer { endOutput() }
        handshakeEnded = nil
        linger()
        socket.startReading()
    }

    private func linger() {
        lingering?.cancel()
        lingering = loop.schedule(after: Self.patience) { self.close() }
    }

    /// Ends at once; what is queued is lost.
    func close() {
        guard isOpen else { return }
        end()
        socket.close()
    }

    /// Ends at once with a TCP reset (RST).
    func reset() {
        guard isOpen else { return }
        end()
        socket.reset()
    }

    private func end() {
        isOpen = false
        lingering?.cancel()
        lingering = nil
        pump?.cancel()
        pump = nil
        handshakeEnded = nil
        forgetCallbacks()
        queue.removeAll()
    }

    private func forgetCallbacks() {
        arrived = { _ in }
        drained = {}
    }
}
