import CallCapture
import JSONText
import TelephonyProtocol

/// Which call each connection belongs to, told while it happens: by the carrier's ids, by there being no other call that it could be,
/// or by the same audio on both legs. Who cannot be told within two seconds is a call of its own; whoever reads the capture
/// afterwards knows more.
struct CallDesk {
    private struct Line {
        var call: Int
        var ids: Set<String> = []
        /// Of the carrier; the ids stand in one of the first.
        var messages = 0
        /// Payloads of the caller that are more than silence, the last few, while the call has no model.
        var heard: [String] = []
        var openModels: Set<String> = []
    }

    private struct Question {
        var since: Duration
        /// Phone connections that it may belong to.
        var candidates: Set<String>
    }

    /// Calls so far.
    private(set) var calls = 0
    private let hasPhone: Bool
    private var callOf: [String: Int] = [:]
    /// Open phone connections, by name.
    private var lines: [String: Line] = [:]
    /// Model connections whose call nobody knows yet.
    private var questions: [String: Question] = [:]

    private static let patience: Duration = .seconds(2)
    private static let mostHeard = 256

    /// - Parameter hasPhone: A phone leg is recorded too; without one every connection is a call.
    init(hasPhone: Bool) { self.hasPhone = hasPhone }

    /// Nil while it is not known.
    func call(of connection: String) -> Int? { callOf[connection] }

    var isUndecided: Bool { !questions.isEmpty }

    mutating func opened(_ connection: String, _ leg: Leg, request: String, at time: Duration) {
        guard leg == .model else {
            lines[connection] = Line(call: begin(connection))
            return
        }
        guard hasPhone else { return _ = begin(connection) }
        if let line = line(named: CarrierIDs.found(in: request)) { return assign(connection, to: line) }
        let waiting = lines.filter { $0.value.openModels.isEmpty }.map(\.key)
        let possible = waiting.isEmpty ? lines.map(\.key) : waiting
        switch possible.count {
        case 0: _ = begin(connection)
        case 1: assign(connection, to: possible[0])
        // All have their model: a second one may be anybody's.
        default: questions[connection] = Question(since: time, candidates: Set(possible))
        }
    }

    private mutating func begin(_ connection: String) -> Int {
        calls += 1
        callOf[connection] = calls
        return calls
    }

    private mutating func assign(_ connection: String, to line: String) {
        questions[connection] = nil
        guard let call = lines[line]?.call else { return _ = begin(connection) }
        callOf[connection] = call
        lines[line]?.openModels.insert(connection)
        lines[line]?.heard = []
        // Who has one now needs no other.
        for (other, question) in questions where question.candidates.contains(line) {
            questions[other]?.candidates.remove(line)
            if question.candidates.count == 2, let last = questions[other]?.candidates.first {
                assign(other, to: last)
            }
        }
    }

    private func line(named ids: Set<String>) -> String? {
        guard !ids.isEmpty else { return nil }
        let named = lines.filter { !$0.value.ids.isDisjoint(with: ids) }
        return named.count == 1 ? named.first?.key : nil
    }

    mutating func message(_ text: String, on connection: String, _ leg: Leg, _ direction: Direction) {
        guard direction == .up, hasPhone else { return }
        leg == .phone ? carrierSays(text, on: connection) : bridgeSays(text, on: connection)
    }

    private mutating func carrierSays(_ text: String, on connection: String) {
        guard let line = lines[connection] else { return }
        if line.messages < 4 {
            lines[connection]?.messages += 1
            lines[connection]?.ids.formUnion(CarrierIDs.found(in: text))
        }
        guard line.openModels.isEmpty, let payload = Self.sound(in: text, after: "\"payload\"") else { return }
        if line.heard.count >= Self.mostHeard { lines[connection]?.heard.removeFirst(Self.mostHeard / 2) }
        lines[connection]?.heard.append(payload)
    }

    private mutating func bridgeSays(_ text: String, on connection: String) {
        guard let question = questions[connection] else { return }
        if let sound = Self.sound(in: text, after: "\"audio\"") {
            let fitting = question.candidates.filter { lines[$0]?.heard.contains(sound) ?? false }
            if fitting.count == 1, let line = fitting.first { assign(connection, to: line) }
        } else if let line = line(named: CarrierIDs.found(in: text)) {
            assign(connection, to: line)
        }
    }

    mutating func closed(_ connection: String) {
        questions[connection] = nil
        for name in lines.keys { lines[name]?.openModels.remove(connection) }
        guard lines.removeValue(forKey: connection) != nil else { return }
        for name in questions.keys.sorted() {
            questions[name]?.candidates.remove(connection)
            if let last = questions[name]?.candidates, last.count == 1, let line = last.first { assign(name, to: line) }
        }
    }

    /// Nothing more comes of it.
    mutating func forget(_ connection: String) { callOf[connection] = nil }

    /// What cannot be told by now is not told any more.
    mutating func advance(to time: Duration) {
        for (name, question) in questions.sorted(by: { $0.key < $1.key })
        where time - question.since >= Self.patience {
            questions[name] = nil
            _ = begin(name)
        }
    }

    /// The base64 behind a key, if it is more than silence: two callers may be silent alike, and do not speak alike.
    private static func sound(in text: String, after key: String) -> String? {
        guard let at = text.firstRange(of: key), let open = text[at.upperBound...].firstIndex(of: "\"") else {
            return nil
        }
        let value = text[text.index(after: open)...].prefix { $0 != "\"" }
        guard value.utf8.count >= 64, Set(value.utf8).count >= 24 else { return nil }
        return String(value)
    }
}

/// The carrier's ids of calls and streams, wherever they stand in a text.
private enum CarrierIDs {
    static func found(in text: String) -> Set<String> {
        var ids: Set<String> = []
        let bytes = Array(text.utf8)
        guard bytes.count >= 34 else { return [] }
        for start in 0...bytes.count - 34
        where bytes[start + 1] == UInt8(ascii: "A") || bytes[start + 1] == UInt8(ascii: "Z") {
            let kind: CarrierIdentifier.Kind
            switch (bytes[start], bytes[start + 1]) {
            case (UInt8(ascii: "C"), UInt8(ascii: "A")): kind = .call
            case (UInt8(ascii: "M"), UInt8(ascii: "Z")): kind = .stream
            default: continue
            }
            let id = String(decoding: bytes[start..<start + 34], as: UTF8.self)
            if CarrierIdentifier.isWellFormed(id, kind) { ids.insert(id) }
        }
        return ids
    }
}
