import CallCapture
import Durations
import JSONText
import TelephonyProtocol
import Transport
import WebSocketWire

/// Asks a bridge what is to be done with a call, as Twilio does: a signed form is POSTed, redirects are followed, TwiML is
/// read.
final class WebhookCall {
    private let loop: EventLoop
    private let webhook: Endpoint
    private let known: PublicAddress?
    private let request: CallWebhook
    private let signature: WebhookSignature
    private let options: ConnectionOptions
    private let observe: (String, JSONObject) -> Void
    private var completion: ((WebhookAnswer) -> Void)?
    private var attempt: ConnectionAttempt?
    private var redirects = 0

    /// - Parameter completion: Called once, never before ``start()`` returns; not after ``cancel()``.
    init(
        _ loop: EventLoop, webhook: Endpoint, known: PublicAddress?, request: CallWebhook, signature: WebhookSignature,
        options: ConnectionOptions, observe: @escaping (String, JSONObject) -> Void,
        completion: @escaping (WebhookAnswer) -> Void
    ) {
        self.loop = loop
        self.webhook = webhook
        self.known = known
        self.request = request
        self.signature = signature
        self.options = options
        self.observe = observe
        self.completion = completion
    }

    func start() { ask(webhook, method: "POST") }

    func cancel() {
        completion = nil
        attempt?.cancel()
    }

    private func ask(_ place: Endpoint, method: String) {
        let url = "\(place.isSecure ? "https" : "http")://\(place.hostAndPort)\(place.target)"
        let publicURL = known?.webhookURL(place) ?? WebhookCall.typed(place)
        var headers = HTTPHeaders()
        let isForm = method == "POST"
        for (name, value) in isForm
            ? request.headers(url: publicURL, signature: signature) : signature.headers(url: publicURL)
        {
            headers.append(name, value)
        }
        if let known {
            headers.append("Host", known.name)
            headers.append("X-Forwarded-Host", known.name)
            headers.append("X-Forwarded-Proto", "https")
        }
        let began = loop.now
        attempt = HTTPClient.request(
            method, url, headers: headers, body: isForm ? request.body : [], options: options, loop: loop
        ) { [self] result in
            attempt = nil
            let took = loop.now - began
            switch result {
            case .success(let exchange):
                if let response = exchange.response { answered(place, url, response, took) }
            case .failure(let error):
                guard completion != nil else { return }
                observe(ObservationKind.webhook, ["url": .string(url), "error": .string(error.explanation.message)])
                end(.refused("the webhook did not answer: \(error.explanation.message)", hint: error.explanation.hint))
            }
        }
    }

    /// As a person would type it: the port only where it is not the scheme's own.
    private static func typed(_ place: Endpoint) -> String {
        "\(place.isSecure ? "https" : "http")://\(place.authority)\(place.target)"
    }

    private func answered(_ place: Endpoint, _ url: String, _ response: HTTPResponse, _ took: Duration) {
        guard completion != nil else { return }
        let status = response.head.status
        observe(
            ObservationKind.webhook,
            ["url": .string(url), "status": .init(status), "ms": took.measuredMilliseconds])
        if (300..<400).contains(status), redirects < 5, let next = redirect(response, from: place) {
            redirects += 1
            // 307 and 308 keep the method, the older ones do not. RFC 9110, section 15.4.
            return ask(next, method: status == 307 || status == 308 ? "POST" : "GET")
        }
        guard (200..<300).contains(status) else {
            return end(
                .refused(
                    "the webhook \(place.target) answered with HTTP \(status)", hint: WebhookCall.hint(status, place)))
        }
        judge(TwiML.parse(response.body, contentType: response.head.headers["Content-Type"]))
    }

    private func judge(_ twiml: TwiML) {
        for problem in twiml.problems { observe(ObservationKind.twiml, problem.facts) }
        end(WebhookAnswer(twiml))
    }

    private func redirect(_ response: HTTPResponse, from place: Endpoint) -> Endpoint? {
        guard let location = response.head.headers["Location"] else { return nil }
        if location.hasPrefix("/") {
            var next = place
            next.target = location
            return next
        }
        guard var next = try? Endpoint(url: location) else { return nil }
        // Behind a tunnel the bridge redirects to its public name.
        if let known, next.authority.lowercased() == known.name.lowercased() {
            let target = next.target
            next = known.local
            next.target = target
        }
        return next
    }

    private static func hint(_ status: Int, _ place: Endpoint) -> String {
        switch status {
        case 403, 401:
            "it may check the signature: give its token with --auth-token and its public address with --public-url"
        case 404: "is \(place.target) the right path? The bridge's routes say"
        case 405: "it must answer POST, which is how Twilio asks"
        case 500...: "the bridge's own output says what went wrong"
        default: "Twilio wants 200 with TwiML"
        }
    }

    private func end(_ outcome: WebhookAnswer) {
        let completion = completion
        self.completion = nil
        completion?(outcome)
    }
}
