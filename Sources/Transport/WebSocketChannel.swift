// An open WebSocket, either role: messages out, events in, and every way to end it, the rude ones too.

import WebSocketWire

package final class WebSocketChannel {
    /// What happened on the connection. `closed` or `failed` comes exactly once, and last.
    package enum Event: Sendable, Equatable {
        case text(String)
        case binary([UInt8])
        /// Answered after this, unless `answersPings` is off.
        case ping([UInt8])
        /// `roundTrip` only where the pong answers our own ping.
        case pong([UInt8], roundTrip: Duration?)
        /// All that was queued has been taken by the kernel, after a time when it had not.
        case drained
        case closed(Closing)
        /// The transport or the protocol broke: `connection reset by peer`, a violation of RFC 6455 and its section.
        case failed(String)
    }

    /// How a connection ended in order.
    package struct Closing: Sendable, Equatable {
        /// What the side that closed first gave as its code. Nil: a close frame without a code, or no close frame.
        package var code: Int?
        package var reason: String
        /// Who closed first.
        package var by: Side
        /// Close frames went both ways.
        package var isClean: Bool

        package init(code: Int?, reason: String, by: Side, isClean: Bool) {
            self.code = code
            self.reason = reason
            self.by = by
            self.isClean = isClean
        }
    }

    package enum Side: Sendable, Equatable {
        case us, peer
    }

    package let loop: EventLoop
    /// The request and the answer that opened the connection.
    package let handshake: HTTPExchange
    package let subprotocol: String?
    /// permessage-deflate is in use.
    package let isCompressed: Bool
    /// `127.0.0.1:50312`
    package let peerAddress: String
    /// Called for each event, on the loop. Set it in the callback that hands the channel over.
    package var receive: (Event) -> Void = { _ in }
    /// Off: pings are only reported.
    package var answersPings = true {
        didSet { wire.answersPings = answersPings }
    }
    /// Outgoing messages are cut into frames of this many bytes; nil: one frame each.
    package var fragmentBytes: Int? {
        didSet { wire.fragmentBytes = fragmentBytes }
    }
    /// How long the peer has to answer our close frame.
    package var closingPatience: Duration = .seconds(5)
    /// No close was asked for or seen, and nothing failed.
    package private(set) var isOpen = true
    /// How we closed when the peer broke RFC 6455; nil where the network failed.
    package private(set) var breach: Closing?

    /// Told once, when the connection has ended in whatever way.
    var gone: () -> Void = {}

    private let wire: WebSocketConnection
    private let stream: ByteStream
    private let isClient: Bool
    private let maxQueued: Int
    private var ownClosing: Closing?
    private var closingTimer: LoopTimer?
    private var pings: [(payload: [UInt8], sent: Duration)] = []
    private var isFlushPlanned = false
    private var isHeldUp = false
    private var isOver = false
    /// The last event has been given.
    package var isGone: Bool { isOver }

    /// Above this, output is written before the turn ends.
    private static let flushThreshold = 256 << 10

    init(
        _ stream: ByteStream, role: WebSocketConnection.Role, handshake: HTTPExchange, subprotocol: String?,
        deflate: DeflateParameters?, maxMessageSize: Int, maxQueued: Int
    ) {
        self.stream = stream
        self.handshake = handshake
        self.subprotocol = subprotocol
        self.maxQueued = maxQueued
        loop = stream.loop
        peerAddress = stream.peerAddress
        isCompressed = deflate != nil
        isClient = if case .client = role { true } else { false }
        wire = WebSocketConnection(
            role: role, deflate: deflate, maximumMessageBytes: maxMessageSize, pool: loop.buffers)
    }

    /// Begins to read; the owner has set `receive`.
    ///
    /// - Parameter bytes: What came behind the handshake in the same read.
    func start(with bytes: [UInt8]) {
        guard !isOver else { return }
        stream.arrived = { self.arrived($0) }
        stream.drained = { self.outputTaken() }
        bytes.withUnsafeBytes { arrived(.bytes($0)) }
        if !isOver, !isReadingStopped { stream.startReading() }
    }

    // MARK: Sending

    /// Nothing is sent once a close frame was.
    package func send(text: String) {
        wire.send(text)
        planFlush()
    }

    /// - Parameter utf8: Trusted to be UTF-8; copied.
    package func send(text utf8: UnsafeRawBufferPointer) {
        wire.send(text: utf8)
        planFlush()
    }

    package func send(binary bytes: [UInt8]) {
        wire.send(.binary(bytes))
        planFlush()
    }

    /// - Parameter payload: At most 125 bytes; the pong repeats it.
    package func ping(_ payload: [UInt8] = []) {
        // A peer that answers none must not make the list grow.
        if pings.count >= 64 { pings.removeFirst() }
        pings.append((Array(payload.prefix(125)), loop.now))
        wire.ping(payload)
        planFlush()
    }

    /// Unsolicited, or the late answer to a ping.
    package func pong(_ payload: [UInt8] = []) {
        wire.pong(payload)
        planFlush()
    }

    /// Bytes as they are, between frames: malformed frames, half ones, anything.
    package func sendRaw(_ bytes: [UInt8]) {
        wire.sendRaw(bytes)
        planFlush()
    }

    /// Lets so many bytes a second leave from now on.
    package func slow(to bytesPerSecond: Int) { stream.slow(to: bytesPerSecond) }

    /// Ends our half of TCP behind what was sent, without a close frame, and goes on reading: what is sent from here on is
    /// lost, and the channel ends when the peer ends it.
    package func halfClose() {
        guard !isOver else { return }
        // Also what waits behind a peer that is held up.
        wire.flush { bytes in
            stream.write(bytes)
            return bytes.count
        }
        stream.endOutput()
    }

    /// Bytes that the kernel has not taken yet. Above `maxQueued` of the options the channel fails.
    package var bytesQueued: Int { wire.outputCount + stream.bytesQueued }

    private func planFlush() {
        guard !isOver else { return }
        if wire.outputCount >= Self.flushThreshold { flush() }
        guard !isFlushPlanned else { return }
        isFlushPlanned = true
        loop.later { [self] in
            isFlushPlanned = false
            flush()
        }
    }

    /// Everything that a turn has gathered goes to the kernel in one call. What a held-up peer is to get stays with the frames.
    private func flush() {
        guard stream.isOpen else { return }
        if stream.bytesQueued == 0 {
            wire.flush { bytes in
                stream.write(bytes)
                return bytes.count
            }
        }
        guard stream.bytesQueued > 0 else { return }
        isHeldUp = true
        if bytesQueued > maxQueued {
            let waiting = bytesQueued
            over(.failed("the peer does not read: \(waiting) bytes are waiting for it"))
            stream.reset()
        }
    }

    private func outputTaken() {
        flush()
        guard isHeldUp, bytesQueued == 0 else { return }
        isHeldUp = false
        if !isOver { receive(.drained) }
    }

    // MARK: Receiving

    private var isReadingStopped = false

    /// The kernel's buffer fills, and the peer is held up.
    package func stopReading() {
        isReadingStopped = true
        stream.stopReading()
    }

    package func resumeReading() {
        isReadingStopped = false
        if !isOver { stream.startReading() }
    }

    private func arrived(_ arrival: ByteStream.Arrival) {
        guard !isOver else { return }
        switch arrival {
        case .bytes(let bytes):
            wire.receive(bytes) { self.handle($0) }
            if wire.isReceivingOver { wrapUp() } else if wire.outputCount > 0 { planFlush() }
        case .end:
            over(.closed(ownClosing ?? Closing(code: nil, reason: "", by: .peer, isClean: false)))
            stream.finish()
        case .failure(let reason):
            over(ownClosing.map { .closed($0) } ?? .failed(reason))
            stream.close()
        }
    }

    private func handle(_ event: WireEvent) {
        guard !isOver else { return }
        switch event {
        case .message(.text(let text)): receive(.text(text))
        case .message(.binary(let bytes)): receive(.binary(bytes))
        case .ping(let payload): receive(.ping(payload))
        case .pong(let payload): receive(.pong(payload, roundTrip: roundTrip(of: payload)))
        case .close(let code, let reason):
            var closing =
                ownClosing ?? Closing(code: code.map { Int($0.rawValue) }, reason: reason, by: .peer, isClean: true)
            closing.isClean = true
            over(.closed(closing))
        case .failed(let failure):
            breach = Closing(code: Int(failure.code.rawValue), reason: failure.description, by: .us, isClean: false)
            over(.failed(failure.ending))
        }
    }

    /// A pong may answer only the latest of several pings (RFC 6455, 5.5.3), so those before it are settled too.
    private func roundTrip(of payload: [UInt8]) -> Duration? {
        guard let index = pings.firstIndex(where: { $0.payload == payload }) else { return nil }
        let sent = pings[index].sent
        pings.removeFirst(index + 1)
        return loop.now - sent
    }

    // MARK: Ending

    /// Starts the closing handshake; the peer has `closingPatience` to answer.
    ///
    /// - Parameters:
    ///   - code: Any number, also one that may not travel (a fault on purpose); nil sends a close frame without one.
    ///   - reason: Cut to 123 bytes.
    package func close(code: Int? = 1000, reason: String = "") {
        guard isOpen else { return }
        isOpen = false
        let closing = Closing(code: code, reason: reason, by: .us, isClean: false)
        ownClosing = closing
        wire.close(code: code.map { CloseCode(rawValue: UInt16(clamping: $0)) }, reason: reason)
        planFlush()
        closingTimer = loop.schedule(after: closingPatience) { [self] in
            over(.closed(closing))
            stream.close()
        }
        // Its answer must be read, whatever held reading up.
        isReadingStopped = false
        stream.startReading()
    }

    /// Ends the connection with a TCP reset (RST), after what was sent so far. The last event is `closed` by us, without a code.
    package func reset() {
        leave { $0.reset() }
    }

    /// Ends the connection in order for TCP (FIN), without a close frame. The last event is `closed` by us, without a code.
    package func closeWithoutFrame() {
        leave { $0.finish() }
    }

    private func leave(_ end: (ByteStream) -> Void) {
        guard !isOver else { return }
        flush()
        guard !isOver else { return }
        over(.closed(ownClosing ?? Closing(code: nil, reason: "", by: .us, isClean: false)))
        end(stream)
    }

    /// Close frames are through, or the protocol is broken: the rest goes out and TCP ends, the server's half first.
    private func wrapUp() {
        wire.flush { bytes in
            stream.write(bytes)
            return bytes.count
        }
        stream.finish(waitingForPeer: isClient && wire.isCloseSent)
    }

    private func over(_ event: Event) {
        guard !isOver else { return }
        isOver = true
        isOpen = false
        closingTimer?.cancel()
        closingTimer = nil
        let (receive, gone) = (receive, gone)
        receive(event)
        gone()
        // What the owner captured goes with the connection, also where the owner keeps the channel.
        self.receive = { _ in }
        self.gone = {}
    }
}
