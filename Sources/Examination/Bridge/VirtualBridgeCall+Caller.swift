// The caller and the carrier of a call in virtual time.
import CallCapture
import CallerSimulator
import JSONText
import ReferenceBridge
import Scenarios
import TelephonyProtocol
import WebSocketWire

extension VirtualBridgeCall {
    /// The carrier asks what is to be done with the call, and does it.
    mutating func begin(_ index: Int) {
        log.observe(
            at: now, ObservationKind.webhook,
            ["call": JSON(index + 1), "url": .string("https://\(Self.host)\(IncomingCall.webhookPath)"), "status": 200])
        for problem in twiml.problems {
            var facts = problem.facts
            facts["call"] = JSON(index + 1)
            log.observe(at: now, ObservationKind.twiml, facts)
        }
        switch answer {
        case .stream: dial(index)
        case .refused(let reason, _): finish(index, reason)
        }
    }

    /// - Parameter index: Of the call, which has a stream to go to.
    mutating func dial(_ index: Int) {
        guard case .stream(let stream, let address) = answer else { return }
        let call = callers[index].call
        let name = Self.phoneName(lines.count)
        var facts: JSONObject = [
            "call": JSON(index + 1), "connection": .string(name), "models": [],
            "callSid": .string(call.identity.callSid), "stream": .string(stream.kind.word),
            "front": ["kind": "twilio"],
        ]
        if callers.count > 1 { facts["voicePrint"] = JSON(index) }
        log.observe(at: now, ObservationKind.call, facts)
        lines.append(Line(call: index, bridge: bridges.bridge(call: index + 1)))
        let line = lines.count - 1
        callers[index].line = line
        let request = HTTPRequestHead(
            method: "GET", target: address.path,
            headers: [
                "Host": Self.host, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "User-Agent": "Twilio.TmeWs/1.0",
            ])
        let isServed = address.path == IncomingCall.streamPath
        log.frame(
            at: now, direction: .up, connection: name, leg: .phone,
            OpenFrame.content(request: request, status: isServed ? 101 : 404, responseHeaders: [:]))
        guard isServed else { return finish(index, "the phone connection could not be opened: HTTP 404") }
        post(.atBridge(line: line, .carrierOpened(request)), .phoneUp, line)
        act(callers[index].call.opened(as: name, at: now), index)
    }

    private mutating func finish(_ index: Int, _ reason: String) {
        if !callers[index].isFinished { unfinished -= 1 }
        callers[index].isFinished = true
        lastReason = reason
        if let next = callers.indices.first(where: { $0 > index && begin(of: $0) == nil && callers[$0].line == nil }) {
            agenda.add(.begin(call: next), at: now)
        }
    }

    mutating func act(_ actions: [CallerAction], _ index: Int) {
        for action in actions {
            guard let line = callers[index].line else { continue }
            let name = Self.phoneName(line)
            let (log, now) = (log, now)
            func record(_ content: Frame.Content) {
                log.frame(at: now, direction: .up, connection: name, leg: .phone, content)
            }
            switch action {
            case .send(let message):
                record(Self.content(message))
                post(.atBridge(line: line, .carrier(message)), .phoneUp, line)
            case .close(let code, let reason):
                record(.close(code: code.map { Int($0.rawValue) }, reason: reason, by: .client))
                post(.atBridge(line: line, .carrierClosed(code: code.map { Int($0.rawValue) })), .phoneUp, line)
                post(.atCaller(line: line, .closeAnswered), .phoneDown, line)
            case .reset:
                record(.error("connection reset"))
                post(.atBridge(line: line, .carrierClosed(code: nil)), .phoneUp, line)
            case .reconnect:
                record(.error("connection reset"))
                post(.atBridge(line: line, .carrierClosed(code: nil)), .phoneUp, line)
                callers[index].line = nil
                agenda.add(.dial(call: index), at: now + .milliseconds(150))
            case .observe(let kind, let data): log.observe(at: now, kind, data)
            // In virtual time nobody waits for anybody.
            case .awaitsStep: break
            case .finished(let reason): finish(index, reason)
            }
        }
        if let due = Self.wakeTime(callers[index].nextDeadline(), known: callers[index].wakeAt, now: now) {
            callers[index].wakeAt = due
            agenda.add(.wakeCaller(index), at: due)
        }
    }

    mutating func reachCaller(_ line: Int, _ what: FromBridge) {
        let index = lines[line].call
        guard callers[index].line == line, !callers[index].isFinished else { return }
        let name = Self.phoneName(line)
        switch what {
        case .message(let message):
            let frame = log.frame(
                at: now, direction: .down, connection: name, leg: .phone, Self.content(message))
            act(callers[index].call.receive(message, frame: frame, at: now), index)
        case .closed(let code, let reason):
            log.frame(
                at: now, direction: .down, connection: name, leg: .phone,
                .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .server))
            let how = code.map { "with \($0.rawValue)" } ?? "without a close frame"
            act(callers[index].call.closed("the bridge closed the connection \(how)", at: now), index)
        case .closeAnswered: act(callers[index].call.closed("closed", at: now), index)
        }
    }
}
