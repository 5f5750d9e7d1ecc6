import CallCapture
import CallerSimulator
import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import SpeechAudio
import TelephonyProtocol
import Transport

// Placing the calls: from the plan's entrance to a phone leg each.
extension BridgeRun {
    func placeCalls() {
        guard phase == .waiting else { return }
        phase = .calling
        callsToCome = plan.parts.isEmpty ? plan.calls : plan.parts.count
        seeds = (0..<callsToCome).map { _ in random.next() }
        for index in 0..<callsToCome {
            guard let begin = plan.begin(ofCall: index) else { continue }
            after(begin) { run in
                guard run.phase == .calling, run.callsToCome > 0 else { return }
                run.place(index + 1)
            }
        }
        placeMore()
    }

    /// Parts without a time of their own: when there is room, and when the one before has reached the model, or seems not to want
    /// it. Two that ask at the same moment could not be told apart.
    func placeMore() {
        guard phase == .calling, let next = plan.parts.indices.first(where: { !placed.contains($0 + 1) }),
            plan.begin(ofCall: next) == nil, callsOpen < max(1, plan.jobs), callsToCome > 0
        else { return }
        if let last = lastPlaced, !casting.isServed(last.number) {
            let rest = last.at + Self.modelPatience - loop.now
            if rest > .zero {
                after(rest) { $0.placeMore() }
                return
            }
        }
        place(next + 1)
        placeMore()
    }

    /// How long one call holds the next one up.
    private static let modelPatience = Duration.seconds(2)

    private func place(_ number: Int) {
        let seed = seeds[number - 1]
        callsToCome -= 1
        callsOpen += 1
        peakCalls = max(peakCalls, callsOpen)
        let identity = CallIdentity(seed: seed)
        placed.insert(number)
        lastPlaced = (number, loop.now)
        casting.placed(number, names: [identity.callSid, identity.streamSid])
        switch plan.entrance {
        case .stream(let url):
            guard let endpoint = try? plan.bridgePort else { return }
            let target = StreamTarget(direct: url, endpoint, public: plan.publicAddress)
            dial(number, CallSettings(identity: identity), target, seed)
        case .plain(let url, let format):
            guard let endpoint = try? plan.bridgePort else { return }
            let target = StreamTarget(direct: url, endpoint, public: plan.publicAddress)
            dial(number, CallSettings(front: .plain(format), identity: identity), target, seed)
        case .webhook(let webhook): ask(number, webhook, identity, seed)
        case .modelOnly: break
        }
    }

    private func ask(_ number: Int, _ webhook: Endpoint, _ identity: CallIdentity, _ seed: UInt64) {
        let caller = plan.caller(ofCall: number)
        let call = WebhookCall(
            loop, webhook: webhook, known: plan.publicAddress,
            request: CallWebhook(
                callSid: identity.callSid, accountSid: identity.accountSid, from: caller.from, to: caller.to),
            signature: WebhookSignature(secret: plan.authToken), options: plan.connection
        ) { [weak self] kind, data in
            var data = data
            data["call"] = JSON(number)
            self?.observe(kind, data)
        } completion: { [weak self] outcome in
            guard let self else { return }
            webhooks[number] = nil
            switch outcome {
            case .stream(_, let address):
                let settings = CallSettings(identity: identity, stream: outcome.kind, parameters: outcome.parameters)
                dial(
                    number, settings, StreamTarget(address, webhook: webhook, public: plan.publicAddress), seed)
            case .refused(let reason, let hint):
                failure = failure ?? Failure(message: reason, hint: hint)
                finished(number, reason)
            }
        }
        webhooks[number] = call
        tell(number, "POST \(webhook.target)")
        call.start()
    }

    private func dial(_ number: Int, _ settings: CallSettings, _ target: StreamTarget, _ seed: UInt64) {
        var settings = settings
        settings.connection = "p\(lines + 1)"
        settings.isStepped = plan.isStepped
        // One caller cannot be mistaken for another.
        if plan.calls > 1 { settings.voicePrint = number - 1 }
        let (caller, voice) = plan.parts.isEmpty ? (plan.scenario.caller, voice) : plan.parts[number - 1].said
        let call = SimulatedCall(settings: settings, plan: caller, voice: voice, seed: seed)
        let stage = PhoneLeg.Stage(
            loop: loop, clock: clock, log: log, deadlines: deadlines, options: plan.connection,
            signature: WebhookSignature(secret: plan.authToken), mostBytes: plan.mostBytes)
        let leg = PhoneLeg(number: number, stage, call: call, target: target) { [weak self] in
            self?.announce(number, settings) ?? ""
        } onObservation: { [weak self] kind, data in
            if let words = CallNews.words(kind, data) { self?.tell(number, words) }
        } onFinished: { [weak self] reason in
            self?.finished(number, reason)
        }
        leg.onOpen = { [weak self] in
            self?.tell(number, "the bridge has picked up")
            self?.expectModel()
        }
        leg.onStep = { [weak self] in self?.onStep($0) }
        legs.append(leg)
        tell(number, "connecting to \(target.url)")
        leg.dial()
    }

    /// Names the next phone connection, and says whose it is.
    private func announce(_ number: Int, _ settings: CallSettings) -> String {
        lines += 1
        let kind =
            settings.stream ?? (plan.caller(ofCall: number).stream == .listenOnly ? .unidirectional : .bidirectional)
        var facts: JSONObject = [
            "call": JSON(number), "connection": .string("p\(lines)"), "models": [],
            "callSid": .init(settings.identity?.callSid),
            "stream": .string(kind.word),
            "front": .object(settings.front.facts),
        ]
        if let print = settings.voicePrint { facts["voicePrint"] = JSON(print) }
        observe(ObservationKind.call, facts)
        return "p\(lines)"
    }

    private func finished(_ number: Int, _ reason: String) {
        callsOpen -= 1
        casting.finished(number)
        tell(number, reason)
        if let error = legs.first(where: { $0.number == number })?.failure, failure == nil {
            failure = Failure(
                message: "the bridge did not take the call: \(error.explanation.message)",
                hint: error.explanation.hint)
        }
        if lastReason.isEmpty { lastReason = reason }
        placeMore()
        guard phase == .calling, callsOpen == 0, callsToCome == 0 else { return }
        end(lastReason)
    }

    /// Of one call everything is worth a line, of a hundred nothing is.
    private func tell(_ number: Int, _ words: String) {
        if plan.calls == 1 { onNews(words) } else if plan.calls <= 4 { onNews("call \(number): \(words)") }
    }
}

extension BridgeRunPlan {
    func caller(ofCall number: Int) -> CallerPlan { parts.isEmpty ? scenario.caller : parts[number - 1].caller }

    /// After the beginning of the run; nil: when there is room.
    ///
    /// - Parameter index: From 0.
    fileprivate func begin(ofCall index: Int) -> Duration? {
        parts.isEmpty ? spacing * index : parts[index].startAt.map { $0 / rate }
    }
}

extension CallPart {
    fileprivate var said: (CallerPlan, CallerVoice) { (caller, voice) }
}

extension CallSettings.Front {
    fileprivate var facts: JSONObject {
        switch self {
        case .twilio: return ["kind": "twilio"]
        case .plain(let format):
            var facts: JSONObject = ["kind": "plain", "rate": JSON(format.encoding.sampleRate)]
            switch format.encoding {
            case .pcm16: facts["encoding"] = "pcm16"
            case .pcmu: facts["encoding"] = "pcmu"
            case .pcma: facts["encoding"] = "pcma"
            }
            switch format.framing {
            case .binary: facts["framing"] = "binary"
            case .json(let path, _):
                facts["framing"] = "json"
                facts["path"] = .string(path)
            }
            return facts
        }
    }
}
