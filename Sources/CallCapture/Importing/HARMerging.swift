/// The sockets of a HAR file as the frames of one capture: which of them belong to a call, on which leg, in which order.
import Base64Coding
import JSONText

struct HARMerging {
    private(set) var frames = 0
    private(set) var timed = 0
    private(set) var closes = 0
    private(set) var connections: [String] = []
    private(set) var limits: [String] = []

    private let contents: HARContents
    private var fields = TopLevelFields()
    private var payload = PaddedText()
    private var origin: Double?

    private struct Socket {
        var index: Int
        var leg: Leg
        /// Whoever recorded stood on the other side: what it calls sent came from the server.
        var isReversed: Bool
    }

    /// An opening or a message, and where it stands in time.
    private struct Step {
        var socket: Int
        /// Nil is the opening.
        var message: Int?
        var time: Double?
        /// For the order: of one without a time, the time of the one before it.
        var place: Double
    }

    init(_ contents: HARContents) { self.contents = contents }

    mutating func emit(_ each: (CaptureRecord) -> Void) {
        let chosen = chooseSockets()
        var counts: [Leg: Int] = [:]
        for socket in chosen {
            counts[socket.leg, default: 0] += 1
            connections.append("\(socket.leg == .model ? "m" : "p")\(counts[socket.leg] ?? 1)")
        }
        let steps = order(chosen)
        origin = steps.lazy.compactMap(\.time).min()
        for step in steps { emit(step, chosen[step.socket], each) }
        if timed == 0 {
            limits.insert("the HAR keeps no times: only the order of events is known", at: 0)
        } else if timed < frames {
            limits.insert("\(frames - timed) of \(frames) messages have no time", at: 0)
        }
    }

    // MARK: Which sockets

    private mutating func chooseSockets() -> [Socket] {
        var chosen: [Socket] = []
        var strangers = 0
        for (index, socket) in contents.sockets.enumerated() {
            let seen = look(at: socket)
            if let leg = seen.leg ?? socket.leg, socket.opening != nil || !socket.messages.isEmpty {
                chosen.append(Socket(index: index, leg: leg, isReversed: seen.isReversed))
            } else {
                strangers += 1
            }
        }
        if strangers > 0 {
            limits.append("\(Plural.words(strangers, "WebSocket")) of the HAR spoke neither protocol: left out")
        }
        let isTimed = chosen.allSatisfy { socket in
            contents.sockets[socket.index].messages.allSatisfy { $0.time != nil }
        }
        if !isTimed, Set(chosen.map(\.leg)).count == 2 {
            chosen.removeAll { $0.leg == .phone }
            limits.append(
                "the phone leg was left out: without times nobody knows how its messages and the model's followed each other; record the HAR with times"
            )
        }
        return chosen
    }

    /// The leg by the first event of it, and whether directions are the other way round.
    private mutating func look(at socket: HARSocket) -> (leg: Leg?, isReversed: Bool) {
        var leg: Leg?
        var votes = 0
        for message in socket.messages.prefix(64) {
            guard message.opcode == 1 || message.opcode == 2, let event = event(message) else { continue }
            leg = leg ?? event.leg
            guard let direction = event.direction else { continue }
            votes += (direction == .up) == HARMerging.isSent(message) ? 1 : -1
        }
        return (leg, votes < 0)
    }

    private mutating func event(_ message: HARSocket.Message) -> LogEvent? {
        decode(message)
        return payload.withBytes { fields.scan($0) ? LogEvent(fields) : nil }
    }

    private static func isSent(_ message: HARSocket.Message) -> Bool { message.kind.hasPrefix("s") }

    // MARK: In which order

    private func order(_ chosen: [Socket]) -> [Step] {
        var steps: [Step] = []
        for (number, socket) in chosen.enumerated() {
            let source = contents.sockets[socket.index]
            var place = source.opened ?? source.messages.lazy.compactMap(\.time).first ?? 0
            if source.opening != nil {
                let isTimed = source.messages.allSatisfy { $0.time != nil }
                steps.append(Step(socket: number, message: nil, time: isTimed ? source.opened : nil, place: place))
            }
            for (index, message) in source.messages.enumerated() {
                place = max(place, message.time ?? place)
                steps.append(Step(socket: number, message: index, time: message.time.map { _ in place }, place: place))
            }
        }
        // By place in time; what is equal stays as it stands in the file.
        return steps.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(
            \.element)
    }

    // MARK: Frames

    private mutating func emit(_ step: Step, _ socket: Socket, _ each: (CaptureRecord) -> Void) {
        let source = contents.sockets[socket.index]
        var direction = Direction.up
        var operation = FrameView.Operation.open
        var reason: RawJSON?
        var code: Int?
        var isJSON = true
        let quoted: [UInt8]
        if let index = step.message {
            let message = source.messages[index]
            direction = HARMerging.isSent(message) != socket.isReversed ? .up : .down
            quoted = Array(contents.storage[message.text])
            (operation, code) = kind(message)
            decode(message)
            if operation == .text { (direction, isJSON) = judge(direction) }
            if [.binary, .ping, .pong].contains(operation), payload.withBytes({ Base64.decode($0) == nil }) {
                // Written as it is instead of as base64.
                var encoded: [UInt8] = []
                payload.withBytes { Base64.append(Array($0), to: &encoded) }
                encoded.withUnsafeBytes { payload.replace(with: $0) }
            }
            if operation == .close || operation == .error { payload.removeAll() }
        } else {
            quoted = []
            JSON.object(source.opening ?? [:]).bytes.withUnsafeBytes { payload.replace(with: $0) }
        }
        frames += 1
        if operation == .close { closes += 1 }
        let seconds = step.time.flatMap { time in origin.map { ((time - $0) * 1e6).rounded() / 1e6 } }
        if seconds != nil { timed += 1 }
        let name = connections[step.socket]
        payload.withBytes { text in
            quoted.withUnsafeBytes { quoted in
                if operation == .close || operation == .error { reason = RawJSON(bytes: quoted, kind: .string) }
                var view = FrameView(
                    number: frames, seconds: seconds, leg: socket.leg, direction: direction, connection: step.socket,
                    connectionName: name, operation: operation, payload: text)
                if operation == .text, isJSON, fields.scan(text) { view.fields = fields }
                view.isJSON = isJSON
                view.closeCode = code
                if operation == .close { view.closedBy = direction == .up ? .client : .server }
                view.rawReason = reason
                each(.frame(view))
            }
        }
    }

    /// Some recorders write the base64 of text that crossed in binary messages: a binary message stays one.
    private func kind(_ message: HARSocket.Message) -> (FrameView.Operation, code: Int?) {
        if message.kind == "error" { return (.error, nil) }
        switch message.opcode {
        case 2: return (.binary, nil)
        case 8: return (.close, nil)
        case 9: return (.ping, nil)
        case 10: return (.pong, nil)
        default: return (.text, nil)
        }
    }

    /// What an event's own name says of its direction outweighs the recorder's word.
    private mutating func judge(_ direction: Direction) -> (Direction, isJSON: Bool) {
        payload.withBytes { text in
            guard JSON.isValid(text) else { return (direction, false) }
            guard fields.scan(text), let event = LogEvent(fields) else { return (direction, true) }
            return (event.direction ?? direction, true)
        }
    }

    private mutating func decode(_ message: HARSocket.Message) {
        contents.storage[message.text].withUnsafeBytes { quoted in
            let value = RawJSON(bytes: quoted, kind: .string)
            if let bytes = value.stringBytes {
                payload.replace(with: bytes)
            } else {
                payload.replace(with: value.string ?? "")
            }
        }
    }
}
