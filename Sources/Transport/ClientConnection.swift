// What every client does: take the URL apart, dial, ask, and tell in order what happened.

import WebSocketWire

enum ClientConnection {
    /// What the answer came to, and what is to be done once the owner has been told.
    struct Outcome<Value> {
        let result: Result<Value, TransportError>
        let afterwards: () -> Void

        init(_ result: Result<Value, TransportError>, afterwards: @escaping () -> Void = {}) {
            self.result = result
            self.afterwards = afterwards
        }
    }

    typealias Finish<Value> = (ClientExchange.Answer, ByteStream, _ took: Duration) -> Outcome<Value>

    /// - Parameters:
    ///   - phase: Of asking, for messages.
    ///   - completion: Called exactly once, never before this returns.
    ///   - ask: What to ask of an endpoint, and what to make of the answer.
    static func open<Value>(
        _ url: String, schemes: [String: Bool], phase: ConnectionPhase, options: ConnectionOptions, loop: EventLoop,
        progress: @escaping (ConnectionFact) -> Void,
        completion: @escaping (Result<Value, TransportError>) -> Void,
        ask: @escaping (Endpoint) -> (HTTPRequest, Finish<Value>)
    ) -> ConnectionAttempt {
        let attempt = ConnectionAttempt()
        func end(_ outcome: Outcome<Value>) {
            attempt.settle()
            completion(outcome.result)
            outcome.afterwards()
        }
        let endpoint: Endpoint
        do throws(TransportError) {
            endpoint = try Endpoint(url: url, schemes: schemes)
        } catch {
            loop.later { end(Outcome(.failure(error))) }
            return attempt
        }
        let cancelled = { loop.later { completion(.failure(.cancelled)) } }
        let dialer = Dialer(endpoint, options: options, loop: loop, progress: progress) { result in
            let stream: ByteStream
            switch result {
            case .success(let open): stream = open
            case .failure(let error): return end(Outcome(.failure(error)))
            }
            let (request, finish) = ask(endpoint)
            let began = loop.now
            let exchange = ClientExchange(
                stream, request, phase: phase, within: options.timeouts.response, host: endpoint.hostAndPort)
            attempt.begin({ exchange.cancel() }, fail: cancelled)
            exchange.start { result in
                let took = loop.now - began
                switch result {
                case .success(let answer): end(finish(answer, stream, took))
                case .failure(let error):
                    let exchange = HTTPExchange(request: request.head)
                    let words = error.explanation.message
                    progress(
                        phase == .upgrade
                            ? .upgrade(exchange, error: words, took: took)
                            : .response(exchange, error: words, took: took))
                    end(Outcome(.failure(error)))
                }
            }
        }
        attempt.begin({ dialer.cancel() }, fail: cancelled)
        loop.later { dialer.start() }
        return attempt
    }
}
