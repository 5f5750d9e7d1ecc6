// One HTTP request and its answer on a connection that stands: for proxies, upgrades and plain requests alike.

import WebSocketWire

final class ClientExchange {
    struct Answer {
        var response: HTTPResponse
        /// What came behind it.
        var remainder: [UInt8]
    }

    private let stream: ByteStream
    private let request: HTTPRequest
    private let phase: ConnectionPhase
    private let limit: Duration
    private let host: String
    private var receiver = HTTPReceiver()
    private var deadline: LoopTimer?
    private var completion: ((Result<Answer, TransportError>) -> Void)?

    /// - Parameter host: For messages.
    init(_ stream: ByteStream, _ request: HTTPRequest, phase: ConnectionPhase, within limit: Duration, host: String) {
        self.stream = stream
        self.request = request
        self.phase = phase
        self.limit = limit
        self.host = host
    }

    /// - Parameter completion: Called once, unless cancelled. After a failure the stream is closed; after an answer it does
    ///   not read, and belongs to the caller.
    func start(completion: @escaping (Result<Answer, TransportError>) -> Void) {
        self.completion = completion
        let bytes: [UInt8]
        do throws(HTTPError) {
            bytes = try request.serialized()
        } catch {
            return fail(.badRequest(reason: error.description))
        }
        deadline = stream.loop.schedule(after: limit) { self.timedOut() }
        stream.arrived = { self.arrived($0) }
        stream.write(bytes)
        stream.startReading()
    }

    func cancel() {
        completion = nil
        deadline?.cancel()
        stream.close()
    }

    private func arrived(_ arrival: ByteStream.Arrival) {
        do throws(HTTPError) {
            switch arrival {
            case .bytes(let bytes):
                receiver.receive(bytes)
                if let response = try receiver.nextResponse(to: request.head.method) { succeed(response) }
            case .end:
                if let response = try receiver.finishResponse() { return succeed(response) }
                fail(.lost(phase, host: host, reason: "the other side closed the connection without an answer"))
            case .failure(let reason):
                fail(.lost(phase, host: host, reason: reason))
            }
        } catch {
            // A head is an answer, even when its body is broken or endless.
            if let head = receiver.pendingResponseHead { return succeed(HTTPResponse(head)) }
            fail(
                phase == .upgrade
                    ? .badUpgrade(host: host, reason: error.description)
                    : .badResponse(host: host, reason: error.description))
        }
    }

    private func timedOut() {
        if let head = receiver.pendingResponseHead { return succeed(HTTPResponse(head)) }
        fail(.timedOut(phase, host: host, after: limit))
    }

    private func succeed(_ response: HTTPResponse) {
        stream.stopReading()
        stream.arrived = { _ in }
        end(.success(Answer(response: response, remainder: receiver.takeRemainder())))
    }

    private func fail(_ error: TransportError) {
        stream.close()
        end(.failure(error))
    }

    private func end(_ result: Result<Answer, TransportError>) {
        deadline?.cancel()
        deadline = nil
        let completion = completion
        self.completion = nil
        completion?(result)
    }
}
