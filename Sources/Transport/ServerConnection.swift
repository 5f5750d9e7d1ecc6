// A connection that the server accepted: TLS if there is any, then requests one after the other, until one of them turns
// it into a WebSocket or ends it.

import WebSocketWire

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

final class ServerConnection {
    private let server: WebSocketServer
    private let stream: ByteStream
    private var receiver: HTTPReceiver
    private var deadline: LoopTimer?
    private var answering: HTTPRequestHead?
    private var hasBegun = false
    private(set) var channel: WebSocketChannel?

    init(_ socket: TCPSocket, server: WebSocketServer) {
        self.server = server
        receiver = HTTPReceiver(requestLimit: server.options.maxBodySize)
        stream = ByteStream(socket)
    }

    func start(_ tls: TLSContext?, _ reception: Reception = Reception()) {
        if let rate = reception.bytesPerSecond { stream.slow(to: rate) }
        if let count = reception.resetAt { stream.reset(afterBytes: count) }
        guard !reception.isSilent else { return listenInSilence() }
        startClock()
        stream.arrived = { self.arrived($0) }
        guard let tls else { return stream.startReading() }
        stream.startTLS(tls, host: nil) { error in
            if let error {
                self.server.onMishap(self.stream.peerAddress, error.explanation.message)
                // In order, so that the alert which tells the client why is not overtaken by a reset.
                self.end { $0.finish() }
            } else {
                self.stream.startReading()
            }
        }
    }

    /// Whatever comes is read and forgotten, until the client has enough of it.
    private func listenInSilence() {
        mishap("accepted, and not answered on purpose")
        stream.arrived = { arrival in
            if case .bytes = arrival { return }
            self.end { $0.close() }
        }
        stream.startReading()
    }

    /// A request that does not come, or dribbles, must not hold its connection for ever.
    private func startClock() {
        deadline = server.loop.schedule(after: server.options.requestTimeout) {
            guard self.hasBegun else { return self.end { $0.close() } }
            self.mishap("the request was not whole within \(self.server.options.requestTimeout.shortText)")
            self.refuse(HTTPResponse(status: 408, text: "the request took too long\n"))
        }
    }

    private func stopClock() {
        deadline?.cancel()
        deadline = nil
    }

    private func arrived(_ arrival: ByteStream.Arrival) {
        switch arrival {
        case .bytes(let bytes):
            if !hasBegun, bytes.first == 0x16 {
                // A ClientHello: what a wss:// URL sends to a port without TLS.
                mishap("the client speaks TLS, but this port does not: use ws:// in its URL")
                return end { $0.finish() }
            }
            hasBegun = true
            receiver.receive(bytes)
            nextRequest()
        case .end:
            // A client may end its half behind its request and still wants the answer.
            if answering == nil { end { $0.finish() } }
        case .failure:
            end { $0.close() }
        }
    }

    private func nextRequest() {
        guard answering == nil, channel == nil else { return }
        do throws(HTTPError) {
            guard let request = try receiver.nextRequest() else {
                if receiver.awaitsContinue { stream.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
                return
            }
            stopClock()
            hasBegun = false
            answering = request.head
            // Requests behind this one wait in the kernel.
            stream.stopReading()
            server.onRequest(IncomingRequest(request, on: self, peerAddress: stream.peerAddress))
        } catch {
            mishap("a malformed request: \(error.description)")
            refuse(HTTPResponse(status: error.status, text: "\(error.description)\n"))
        }
    }

    private func mishap(_ what: String) { server.onMishap(stream.peerAddress, what) }

    // MARK: Answers

    func respond(_ response: HTTPResponse) {
        guard let request = answering else { return }
        var response = response
        let persists = keepsAlive(request) && !response.head.headers.has("close", in: "Connection")
        if !persists, response.head.headers["Connection"] == nil { response.head.headers.append("Connection", "close") }
        var bytes = serialized(response)
        if request.method == "HEAD" { bytes.removeLast(response.body.count) }
        stream.write(bytes)
        guard persists else { return end { $0.finish() } }
        answering = nil
        startClock()
        // On its own turn: a pipeline of small requests must not deepen the stack.
        server.loop.later {
            guard self.stream.isOpen else { return }
            self.nextRequest()
            if self.answering == nil, self.channel == nil { self.stream.startReading() }
        }
    }

    /// After a refused upgrade the client has nothing more to say here.
    private func keepsAlive(_ request: HTTPRequestHead) -> Bool {
        request.minorVersion >= 1 && !request.headers.has("close", in: "Connection")
            && !UpgradeOffer.isAskedFor(request)
    }

    private func refuse(_ response: HTTPResponse) {
        stopClock()
        var response = response
        response.head.headers.append("Connection", "close")
        stream.write(serialized(response))
        end { $0.finish() }
    }

    private func serialized(_ response: HTTPResponse) -> [UInt8] {
        do throws(HTTPError) {
            return try response.serialized()
        } catch {
            // Our own answer cannot be written: said to us, and to the client as what it is.
            mishap("an answer that HTTP does not allow: \(error.description)")
            return Array("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        }
    }

    func upgrade(
        _ offer: UpgradeOffer, subprotocol: String?, headers: HTTPHeaders, compressing: Bool,
        opened: (WebSocketChannel) -> Void
    ) {
        guard answering != nil, stream.isOpen else { return }
        // Without context kept between messages it costs no memory while a connection is idle.
        let wish = DeflateParameters(serverNoContextTakeover: true, clientNoContextTakeover: true)
        let deflate =
            server.options.acceptsDeflate && compressing
            ? DeflateParameters.accepted(from: offer.head.headers, wish: wish) : nil
        let response = offer.accepting(subprotocol: subprotocol, deflate: deflate, headers: headers)
        stream.write(serialized(response))
        let channel = WebSocketChannel(
            stream, role: .server, handshake: HTTPExchange(request: offer.head, response: response),
            subprotocol: subprotocol,
            deflate: deflate, maxMessageSize: server.options.maxMessageSize, maxQueued: server.options.maxQueued)
        self.channel = channel
        channel.gone = { self.server.forget(self) }
        opened(channel)
        channel.start(with: receiver.takeRemainder())
    }

    func respondRaw(_ bytes: [UInt8]) {
        stream.write(bytes)
        end { $0.finish() }
    }

    func reset() { end { $0.reset() } }

    func close() { end { $0.close() } }

    /// The bare connection with what the client sent behind its request, for whoever speaks something else on it.
    func takeOver() -> (stream: ByteStream, remainder: [UInt8]) {
        answering = nil
        stream.arrived = { _ in }
        server.forget(self)
        return (stream, receiver.takeRemainder())
    }

    private func end(_ body: (ByteStream) -> Void) {
        stopClock()
        answering = nil
        body(stream)
        server.forget(self)
    }
}
