// The service's side of a call in virtual time.
import CallCapture
import ModelMock
import RealtimeProtocol
import ReferenceBridge
import WebSocketWire

extension VirtualBridgeCall {
    mutating func reachModel(_ line: Int, _ link: ModelLink, _ what: ToModel) {
        if case .open(let query, let headers) = what { return open(line, link, query, headers) }
        guard let index = lines[line].sessions[link], sessions[index].isOpen else { return }
        let name = Self.modelName(index)
        switch what {
        case .open: break
        case .message(let message):
            log.frame(at: now, direction: .up, connection: name, Self.content(message))
            act(sessions[index].mock.receive(message, at: now), session: index)
        case .close(let code, let reason):
            log.frame(
                at: now, direction: .up, connection: name,
                .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .client))
            sessions[index].mock.peerClosed(at: now)
            sessions[index].isOpen = false
            post(
                .atBridge(line: line, .modelClosed(link, code: code.map { Int($0.rawValue) })), .modelDown(link), line)
        }
    }

    mutating func open(_ line: Int, _ link: ModelLink, _ query: String, _ headers: HTTPHeaders) {
        guard lines[line].sessions[link] == nil else { return }
        var asked: HTTPHeaders = [
            "Host": "model", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        ]
        asked.append(contentsOf: headers)
        let request = HTTPRequestHead(
            method: "GET", target: settings.mock.profile.path + (query.isEmpty ? "" : "?\(query)"), headers: asked)
        var mockSettings = settings.mock
        // Each session has ids of its own.
        mockSettings.seed &+= UInt64(sessions.count) &* 7_919
        mockSettings.ordinal = 1 + sessions.count { lines[$0.line].call == lines[line].call }
        let call = lines[line].call
        let part = settings.parts.indices.contains(call) ? settings.parts[call] : nil
        let mock = ModelMock(
            request: SessionRequest(request), plan: part?.model ?? model, settings: mockSettings,
            speech: part?.speech ?? speech)
        sessions.append(Session(mock: mock, line: line, link: link))
        let index = sessions.count - 1
        lines[line].sessions[link] = index
        var opening = sessions[index].mock.open(at: now)[...]
        func record(_ content: Frame.Content) {
            log.frame(at: now, direction: .up, connection: Self.modelName(index), content)
        }
        switch opening.popFirst() {
        case .accept:
            record(OpenFrame.content(request: request, status: 101, responseHeaders: [:]))
            post(.atBridge(line: line, .modelOpened(link)), .modelDown(link), line)
            act(Array(opening), session: index)
        case .refuse(let status, let headers, let body):
            sessions[index].isOpen = false
            record(OpenFrame.content(request: request, status: status, responseHeaders: headers, body: body))
            post(.atBridge(line: line, .modelRefused(link, status: status)), .modelDown(link), line)
        default:
            sessions[index].isOpen = false
            record(.error("connection reset by peer"))
            post(.atBridge(line: line, .modelRefused(link, status: 0)), .modelDown(link), line)
        }
    }

    mutating func act(_ actions: [MockAction], session index: Int) {
        let (line, link) = (sessions[index].line, sessions[index].link)
        let name = Self.modelName(index)
        for action in actions {
            switch action {
            case .send(let message):
                let taking = action.duration(at: sessions[index].rate)
                carry(sessions[index].wire.read(message), session: index, taking: taking)
            case .raw(let bytes):
                let taking = action.duration(at: sessions[index].rate)
                carry(sessions[index].wire.read(bytes: bytes), session: index, taking: taking)
            case .ignorePings: break
            case .slow(let rate): sessions[index].rate = rate
            case .halfClose:
                sessions[index].mock.peerClosed(at: now)
                log.frame(
                    at: now, direction: .down, connection: name, .close(code: nil, reason: "", by: .server))
                sessions[index].isOpen = false
                post(.atBridge(line: line, .modelClosed(link, code: nil)), .modelDown(link), line)
            case .close(let code, let reason):
                let number = code.map { Int($0.rawValue) }
                log.frame(
                    at: now, direction: .down, connection: name, .close(code: number, reason: reason, by: .server))
                sessions[index].isOpen = false
                post(.atBridge(line: line, .modelClosed(link, code: number)), .modelDown(link), line)
            case .reset:
                log.frame(at: now, direction: .down, connection: name, .error("connection reset by peer"))
                sessions[index].isOpen = false
                post(.atBridge(line: line, .modelClosed(link, code: nil)), .modelDown(link), line)
            case .accept, .refuse: break
            }
        }
        guard sessions[index].isOpen else { return }
        if let due = Self.wakeTime(sessions[index].nextDeadline(), known: sessions[index].wakeAt, now: now) {
            sessions[index].wakeAt = due
            agenda.add(.wakeModel(index), at: due)
        }
    }

    /// What the bridge's WebSocket library makes of what the model side put on the wire.
    mutating func carry(_ events: [WireEvent], session index: Int, taking: Duration) {
        let (line, link) = (sessions[index].line, sessions[index].link)
        let (log, now, name) = (log, now, Self.modelName(index))
        func record(_ content: Frame.Content) {
            log.frame(at: now, direction: .down, connection: name, content)
        }
        for event in events where sessions[index].isOpen {
            switch event {
            case .message(let message):
                record(Self.content(message))
                post(.atBridge(line: line, .model(link, message)), .modelDown(link), line, taking: taking)
            case .ping(let bytes): record(.ping(bytes))
            case .pong(let bytes): record(.pong(bytes, roundTrip: nil))
            case .close, .failed:
                var code: CloseCode?
                var words = "closed"
                if case .failed(let failure) = event {
                    (code, words) = (failure.code, failure.ending)
                }
                record(.error(words))
                sessions[index].mock.peerClosed(at: now)
                sessions[index].isOpen = false
                post(
                    .atBridge(line: line, .modelClosed(link, code: code.map { Int($0.rawValue) })), .modelDown(link),
                    line)
            }
        }
    }
}
