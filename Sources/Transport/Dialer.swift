// The way from a URL to a connection that can be spoken on: look-up, TCP over all addresses, proxy, TLS; each step timed.

import CUV
import WebSocketWire

/// One way to one endpoint. Everything is given up by `cancel`; the completion is called once otherwise.
final class Dialer {
    private let endpoint: Endpoint
    private let options: ConnectionOptions
    private let loop: EventLoop
    private let progress: (ConnectionFact) -> Void
    private var completion: ((Result<ByteStream, TransportError>) -> Void)?

    private var proxy: Endpoint?
    private var began = Duration.zero
    private var deadline: LoopTimer?
    /// Ends what the phase has under way.
    private var abandon: () -> Void = {}

    /// How long an address may keep the others waiting.
    private static let headStart: Duration = .seconds(2)

    init(
        _ endpoint: Endpoint, options: ConnectionOptions, loop: EventLoop, progress: @escaping (ConnectionFact) -> Void,
        completion: @escaping (Result<ByteStream, TransportError>) -> Void
    ) {
        self.endpoint = endpoint
        self.options = options
        self.loop = loop
        self.progress = progress
        self.completion = completion
    }

    func start() {
        do throws(TransportError) {
            proxy = try ProxyChoice.proxy(for: endpoint, environment: options.environment)
        } catch {
            return end(.failure(error))
        }
        lookUp(proxy ?? endpoint)
    }

    func cancel() {
        completion = nil
        leavePhase()
    }

    // MARK: Steps

    private func lookUp(_ target: Endpoint) {
        if let literal = SocketAddress(literal: target.host, port: target.port) {
            progress(.dns(host: target.host, addresses: [literal.host], error: nil, took: .zero))
            return connect(target, [literal][...])
        }
        let lookup = NameLookup(target.host, port: target.port, loop: loop) { [self] result in
            abandon = {}
            let took = leavePhase()
            switch result {
            case .success(let addresses):
                progress(.dns(host: target.host, addresses: addresses.map(\.host), error: nil, took: took))
                if completion != nil { connect(target, addresses[...]) }
            case .failure(let failure):
                progress(.dns(host: target.host, addresses: [], error: failure.reason, took: took))
                end(.failure(.unknownHost(target.host, reason: failure.reason)))
            }
        }
        enter(.dns, within: options.timeouts.dns, host: target.host) { [self] error, took in
            progress(.dns(host: target.host, addresses: [], error: error, took: took))
        } abandon: {
            lookup.cancel()
        }
    }

    private func connect(_ target: Endpoint, _ addresses: ArraySlice<SocketAddress>) {
        guard let address = addresses.first else { return }
        let others = addresses.dropFirst()
        let socket = TCPSocket(loop)
        func failed(_ reason: String, _ error: TransportError, took: Duration) {
            socket.close()
            progress(.tcp(address: address.text, error: reason, took: took))
            guard completion != nil else { return }
            if others.isEmpty { end(.failure(error)) } else { connect(target, others) }
        }
        let limit = others.isEmpty ? options.timeouts.tcp : min(Self.headStart, options.timeouts.tcp)
        began = loop.now
        abandon = { socket.close() }
        deadline = loop.schedule(after: limit) { [self] in
            let took = leavePhase()
            failed("no answer", .timedOut(.tcp, host: target.hostAndPort, after: limit), took: took)
        }
        socket.connect(to: address) { [self] status in
            abandon = {}
            let took = leavePhase()
            guard status == 0 else {
                let refused = status == UV_ECONNREFUSED.rawValue
                let reason = describe(status)
                return failed(
                    reason,
                    refused
                        ? .refused(host: target.host, port: target.port)
                        : .unreachable(host: target.host, port: target.port, reason: reason), took: took)
            }
            socket.tune()
            progress(.tcp(address: address.text, error: nil, took: took))
            let stream = ByteStream(socket)
            guard completion != nil else { return stream.close() }
            if let proxy { askProxy(proxy, stream) } else { secure(stream) }
        }
    }

    private func askProxy(_ proxy: Endpoint, _ stream: ByteStream) {
        var head = HTTPRequestHead(
            method: "CONNECT", target: endpoint.hostAndPort, headers: ["Host": endpoint.hostAndPort])
        if let value = ProxyChoice.authorization(proxy) { head.headers.append("Proxy-Authorization", value) }
        began = loop.now
        let exchange = ClientExchange(
            stream, HTTPRequest(head), phase: .proxy, within: options.timeouts.proxy, host: proxy.hostAndPort)
        abandon = { exchange.cancel() }
        exchange.start { [self] result in
            abandon = {}
            let took = leavePhase()
            switch result {
            case .success(let answer):
                let status = answer.response.head.status
                let isGranted = (200..<300).contains(status)
                progress(
                    .proxy(
                        proxy: proxy.hostAndPort, status: status, error: isGranted ? nil : "HTTP \(status)", took: took)
                )
                guard completion != nil else { return stream.close() }
                if isGranted { return secure(stream) }
                stream.finish()
                let body = String(decoding: answer.response.body.prefix(64 << 10), as: UTF8.self)
                end(.failure(.proxyRefused(proxy: proxy.hostAndPort, status: status, body: body)))
            case .failure(let error):
                progress(.proxy(proxy: proxy.hostAndPort, status: nil, error: error.explanation.message, took: took))
                end(.failure(error))
            }
        }
    }

    private func secure(_ stream: ByteStream) {
        guard endpoint.isSecure else { return end(.success(stream)) }
        let context: TLSContext
        do throws(TransportError) {
            context = try TLSContext(client: options)
        } catch {
            stream.close()
            return end(.failure(error))
        }
        enter(.tls, within: options.timeouts.tls, host: endpoint.hostAndPort) { [self] error, took in
            progress(.tls(stream.tlsFacts ?? TLSFacts(), error: error, took: took))
        } abandon: {
            stream.close()
        }
        stream.startTLS(context, host: endpoint.host) { [self] error in
            abandon = {}
            let took = leavePhase()
            progress(.tls(stream.tlsFacts ?? TLSFacts(), error: error?.explanation.message, took: took))
            guard completion != nil else { return stream.close() }
            guard let error else { return end(.success(stream)) }
            // The alert goes out, then FIN.
            stream.finish()
            if case .lost(let phase, _, let reason) = error {
                return end(.failure(.lost(phase, host: endpoint.hostAndPort, reason: reason)))
            }
            end(.failure(error))
        }
    }

    // MARK: Phases

    private func enter(
        _ phase: ConnectionPhase, within limit: Duration, host: String, tell: @escaping (String, Duration) -> Void,
        abandon: @escaping () -> Void
    ) {
        began = loop.now
        self.abandon = abandon
        deadline = loop.schedule(after: limit) { [self] in
            let took = leavePhase()
            tell("no answer", took)
            end(.failure(.timedOut(phase, host: host, after: limit)))
        }
    }

    /// - Returns: How long the phase took.
    @discardableResult
    private func leavePhase() -> Duration {
        deadline?.cancel()
        deadline = nil
        let body = abandon
        abandon = {}
        body()
        return loop.now - began
    }

    private func end(_ result: Result<ByteStream, TransportError>) {
        let completion = completion
        self.completion = nil
        completion?(result.mapError(namingProxy))
    }

    /// Whoever asked for the endpoint must learn that it is the proxy that is missing.
    private func namingProxy(_ error: TransportError) -> TransportError {
        guard let proxy else { return error }
        let reason: String
        switch error {
        case .refused: reason = "connection refused"
        case .unreachable(_, _, let why): reason = why
        case .unknownHost(_, let why): reason = "its name cannot be resolved (\(why))"
        case .timedOut(.dns, _, let limit), .timedOut(.tcp, _, let limit):
            reason = "no answer within \(limit.shortText)"
        default: return error
        }
        return .proxyUnreachable(proxy: proxy.hostAndPort, reason: reason)
    }
}
