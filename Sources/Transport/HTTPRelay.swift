// Passes one plain request on to another server, and its answer back as it comes: whatever its length, however slowly.

package import WebSocketWire

package final class HTTPRelay {
    /// What came of it, when it is over.
    package struct Outcome: Sendable {
        /// As the other server gave it; nil when no whole head came.
        package var head: HTTPResponseHead?
        /// What the answer's body begins with, at most 8 KiB, chunks and all.
        package var bodyStart: [UInt8] = []
        /// Of the answer's body, as it crossed.
        package var bodyBytes = 0
        /// Why it went wrong, where it did.
        package var error: TransportError?
        /// From the request to the end of the answer.
        package var took: Duration = .zero
    }

    private let loop: EventLoop
    private let request: IncomingRequest
    private let host: String
    private let headersBack: (HTTPResponseHead) -> HTTPHeaders
    private var completion: ((Outcome) -> Void)?
    private var outcome = Outcome()
    private let began: Duration
    private var dialer: Dialer?
    private var near: ByteStream?
    private var far: ByteStream?
    private var receiver = HTTPReceiver()
    private var guardian: LoopTimer?

    /// Nothing came for so long: nobody waits for it any more.
    private static let patience: Duration = .seconds(600)
    /// A client that has ended its half may still read what is on its way.
    private static let patienceAtEnd: Duration = .seconds(5)

    /// - Parameters:
    ///   - head: As it is to be sent. It asks for the connection to be closed, whatever it says.
    ///   - headersBack: What of the answer's headers the client is to see.
    ///   - completion: Called once, on the loop, when both connections are done with.
    package init(
        _ request: IncomingRequest, as head: HTTPRequestHead, to endpoint: Endpoint, options: ConnectionOptions,
        loop: EventLoop, headersBack: @escaping (HTTPResponseHead) -> HTTPHeaders,
        completion: @escaping (Outcome) -> Void
    ) {
        self.loop = loop
        self.request = request
        self.headersBack = headersBack
        self.completion = completion
        host = endpoint.hostAndPort
        began = loop.now
        var head = head
        head.minorVersion = 1
        head.headers["Connection"] = "close"
        dialer = Dialer(endpoint, options: options, loop: loop, progress: { _ in }) { [self] result in
            dialer = nil
            switch result {
            case .success(let far): send(head, on: far)
            case .failure(let error): refuse(error)
            }
        }
        dialer?.start()
    }

    /// Ends it at once, on both sides.
    package func cancel() {
        dialer?.cancel()
        dialer = nil
        if near == nil { request.reset() }
        end(.cancelled)
    }

    private func refuse(_ error: TransportError) {
        request.respond(HTTPResponse(status: 502, text: "the upstream cannot be used: \(error.explanation.message)\n"))
        end(error)
    }

    private func send(_ head: HTTPRequestHead, on far: ByteStream) {
        let bytes: [UInt8]
        do throws(HTTPError) {
            bytes = try HTTPRequest(head, body: request.body).serialized()
        } catch {
            far.close()
            return refuse(.badRequest(reason: error.description))
        }
        guard let (near, _) = request.takeOver() else {
            far.close()
            return end(.cancelled)
        }
        self.near = near
        self.far = far
        far.arrived = { [self] in arrived($0) }
        near.arrived = { [self] arrival in
            switch arrival {
            case .bytes: break
            case .end: watch(Self.patienceAtEnd)
            case .failure: end(.lost(.response, host: near.peerAddress, reason: "the client has gone"))
            }
        }
        // A client that does not read holds the answer up.
        near.drained = { [weak far] in far?.startReading() }
        watch(Self.patience)
        far.write(bytes)
        far.startReading()
        near.startReading()
    }

    private func arrived(_ arrival: ByteStream.Arrival) {
        watch(Self.patience)
        switch arrival {
        case .bytes(let bytes):
            guard outcome.head == nil else { return pass(bytes) }
            receiver.receive(bytes)
            do throws(HTTPError) {
                guard let head = try receiver.nextResponseHead() else { return }
                try begin(head)
            } catch {
                answerBroken(error.description)
            }
        case .end:
            guard outcome.head != nil else { return answerBroken("the connection ended before an answer") }
            end(nil)
        case .failure(let reason):
            guard outcome.head != nil else { return answerBroken(reason) }
            // Half an answer must look like one.
            near?.reset()
            end(.lost(.response, host: host, reason: reason))
        }
    }

    private func begin(_ head: HTTPResponseHead) throws(HTTPError) {
        outcome.head = head
        var answer = head
        answer.minorVersion = 1
        answer.headers = headersBack(head)
        answer.headers["Connection"] = "close"
        near?.write(try answer.serialized())
        receiver.takeRemainder().withUnsafeBytes { pass($0) }
    }

    private func pass(_ bytes: UnsafeRawBufferPointer) {
        guard let near, bytes.count > 0 else { return }
        outcome.bodyBytes += bytes.count
        if outcome.bodyStart.count < 8 << 10 {
            outcome.bodyStart += bytes.prefix(8 << 10 - outcome.bodyStart.count)
        }
        near.write(bytes)
        if near.bytesQueued > 1 << 20 { far?.stopReading() }
    }

    private func answerBroken(_ reason: String) {
        let words = "the upstream did not answer with HTTP: \(reason)\n"
        let response = HTTPResponse(status: 502, headers: ["Connection": "close"], text: words)
        if let bytes = try? response.serialized() { near?.write(bytes) }
        end(.badResponse(host: host, reason: reason))
    }

    private func watch(_ patience: Duration) {
        guardian?.cancel()
        guard completion != nil else { return }
        guardian = loop.schedule(after: patience) { [weak self] in
            guard let self else { return }
            end(.timedOut(.response, host: host, after: patience))
        }
    }

    private func end(_ error: TransportError?) {
        guard let completion else { return }
        self.completion = nil
        guardian?.cancel()
        far?.arrived = { _ in }
        near?.arrived = { _ in }
        far?.finish()
        near?.finish()
        outcome.error = error
        outcome.took = loop.now - began
        completion(outcome)
    }
}
