package import CallCapture
package import Diagnosis
import JSONText
package import ModelMock
import RealtimeProtocol
package import Scenarios
import SpeechAudio
import WebSocketWire

/// A probe of the mock without sockets: two machines and a clock that jumps from deadline to deadline.
package struct VirtualProbe {
    private var mock: ModelMock
    private var prober: Prober
    private let plan: ProbePlan
    private let recorder: RunRecorder
    private var now = Duration.zero
    /// One way; a local network.
    private static let delay = Duration.microseconds(300)
    /// What the mock has said and the prober has not heard yet, in order.
    private var underWay: [(arrives: Duration, action: MockAction)] = []
    private var isFinished = false
    private var isClosed = false
    private let wire = ServerBytesReader()
    /// Bytes a second that the mock lets leave; nil: all.
    private var rate: Int?

    /// - Parameter write: Takes the capture's lines.
    package static func run(
        plan: ProbePlan, scenario: Scenario, settings: MockSettings, speech: SharedSpeech, header: CaptureHeader,
        examination: ExaminationSettings = .init(), write: @escaping (UnsafeRawBufferPointer) -> Void
    ) throws(ExaminationError) -> Report {
        let recorder = RunRecorder(header: header, settings: examination, write: write)
        let headers: HTTPHeaders = plan.dialect == .beta ? ["OpenAI-Beta": "realtime=v1"] : [:]
        let profile = scenario.model.profile.flatMap(ServiceProfile.named) ?? settings.profile
        let request = HTTPRequestHead(
            method: "GET", target: "\(profile.path)?model=\(plan.model)", headers: headers)
        let mock = ModelMock(request: SessionRequest(request), plan: scenario.model, settings: settings, speech: speech)
        var run = VirtualProbe(
            mock: mock, prober: Prober(plan: plan, speech: speech.library, started: .zero), plan: plan,
            recorder: recorder)
        run.play(request)
        return try recorder.finish()
    }

    private init(mock: ModelMock, prober: Prober, plan: ProbePlan, recorder: RunRecorder) {
        self.mock = mock
        self.prober = prober
        self.plan = plan
        self.recorder = recorder
    }

    private mutating func play(_ request: HTTPRequestHead) {
        var opening = mock.open(at: now)[...]
        switch opening.popFirst() {
        case .accept:
            recorder.frame(
                at: now, direction: .up, OpenFrame.content(request: request, status: 101, responseHeaders: [:]))
        case .refuse(let status, let headers, let body):
            recorder.frame(
                at: now, direction: .up,
                OpenFrame.content(request: request, status: status, responseHeaders: headers, body: body))
            return skipAll("the upgrade was answered with HTTP \(status)")
        default:
            recorder.frame(at: now, direction: .down, .error("connection reset by peer"))
            return skipAll("connection reset by peer")
        }
        perform(prober.opened(at: now))
        post(Array(opening))
        while !isFinished {
            let due = [underWay.first?.arrives, mock.nextDeadline, prober.nextDeadline].compactMap { $0 }.min()
            guard let due else { break }
            now = max(now, due)
            if let next = underWay.first, next.arrives <= now {
                underWay.removeFirst()
                deliver(next.action)
                continue
            }
            post(mock.advance(to: now))
            perform(prober.advance(to: now))
        }
    }

    /// What the mock does reaches the prober one way later, and never out of order.
    private mutating func post(_ actions: [MockAction]) {
        for action in actions where !isClosed {
            if case .slow(let rate) = action { self.rate = rate }
            let free = max(now, underWay.last?.arrives ?? now)
            underWay.append((free + Self.delay + action.duration(at: rate), action))
        }
    }

    private mutating func deliver(_ action: MockAction) {
        switch action {
        case .send(let message): for event in wire.read(message) { hear(event) }
        case .raw(let bytes): for event in wire.read(bytes: bytes) { hear(event) }
        case .halfClose:
            recorder.frame(at: now, direction: .down, .close(code: nil, reason: "", by: .server))
            end("the service closed the connection without a close frame")
        case .close(let code, let reason):
            recorder.frame(
                at: now, direction: .down, .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .server))
            end(
                code.map { "the service closed the connection with \($0.rawValue)" }
                    ?? "the service closed the connection without a close frame")
        case .reset:
            recorder.frame(at: now, direction: .down, .error("connection reset by peer"))
            end("connection reset by peer")
        case .accept, .refuse, .ignorePings, .slow: break
        }
    }

    private mutating func hear(_ event: WireEvent) {
        guard !isClosed else { return }
        switch event {
        case .message(.text(let text)):
            recorder.frame(at: now, direction: .down, .text(text))
            perform(prober.receive(text, at: now))
        case .message(.binary(let bytes)): recorder.frame(at: now, direction: .down, .binary(bytes))
        case .ping(let bytes): recorder.frame(at: now, direction: .down, .ping(bytes))
        case .pong(let bytes): recorder.frame(at: now, direction: .down, .pong(bytes, roundTrip: nil))
        case .close(let code, let reason):
            recorder.frame(
                at: now, direction: .down, .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .server))
            end("the service closed the connection")
        case .failed(let failure):
            let words = failure.ending
            recorder.frame(at: now, direction: .down, .error(words))
            mock.peerClosed(at: now)
            end(words)
        }
    }

    private mutating func end(_ reason: String) {
        isClosed = true
        underWay = []
        perform(prober.closed(reason, at: now))
    }

    private mutating func perform(_ actions: [ProbeAction]) {
        for action in actions {
            switch action {
            case .send(let text):
                guard !isClosed else { continue }
                recorder.frame(at: now, direction: .up, .text(text))
                post(mock.receive(.text(text), at: now))
            case .close(let code, let reason):
                guard !isClosed else { continue }
                mock.peerClosed(at: now)
                recorder.frame(at: now, direction: .up, .close(code: code, reason: reason, by: .client))
                end("closed")
            case .observe(let kind, let data): recorder.observe(at: now, kind, data)
            case .finished: isFinished = true
            }
        }
    }

    private func skipAll(_ reason: String) {
        func bracket(_ section: ProbeSection, _ phase: String) {
            recorder.observe(
                at: now, ObservationKind.section,
                ["section": .string(section.rawValue), "phase": .string(phase), "reason": .string(reason)])
        }
        bracket(.handshake, "begin")
        bracket(.handshake, "end")
        for section in ProbeSection.allCases where section > .handshake && plan.sections.contains(section) {
            bracket(section, "skip")
        }
    }
}
