import CallCapture
import JSONText
import Scenarios
import TestSupport

@testable import Diagnosis

/// A healthy call with the mock of which single events were changed, dropped or doubled.
struct TamperedCall {
    var frames: [Frame]

    init(variant: UInt64 = 0, dialect: String = "ga") {
        frames = ScenarioCall(.healthy, variant: variant, dialect: dialect).frames
    }

    private func event(_ frame: Frame) -> JSONObject? {
        guard case .text(let text) = frame.content else { return nil }
        return (try? JSON(parsing: text))?.object
    }

    private func index(of type: String, number: Int) -> Int? {
        frames.indices.filter { event(frames[$0])?["type"] == .string(type) }.dropFirst(number).first
    }

    /// - Parameter number: Which event of that type, from 0.
    func changing(_ type: String, number: Int = 0, _ change: (inout JSONObject) -> Void) -> TamperedCall {
        var call = self
        guard let index = index(of: type, number: number), var event = event(frames[index]) else { return call }
        change(&event)
        call.frames[index].content = .text(JSON.object(event).text)
        return call
    }

    func dropping(_ type: String, number: Int = 0) -> TamperedCall {
        var call = self
        if let index = index(of: type, number: number) { call.frames.remove(at: index) }
        return call
    }

    func doubling(_ type: String, number: Int = 0) -> TamperedCall {
        var call = self
        if let index = index(of: type, number: number) { call.frames.insert(frames[index], at: index + 1) }
        return call
    }

    /// Puts an event that was made up before the first event of a type.
    func adding(_ event: JSON, before type: String, number: Int = 0, _ direction: Direction = .down) -> TamperedCall {
        var call = self
        guard let index = index(of: type, number: number) else { return call }
        var frame = frames[index]
        frame.direction = direction
        frame.content = .text(event.text)
        call.frames.insert(frame, at: index)
        return call
    }

    /// Replaces text in every message.
    func replacing(_ old: String, by new: String) -> TamperedCall {
        var call = self
        for index in frames.indices {
            guard case .text(let text) = frames[index].content, text.contains(old) else { continue }
            call.frames[index].content = .text(text.replacing(old, with: new))
        }
        return call
    }

    func report(_ style: LogStyle = .capture) throws -> Report {
        var numbered = frames
        for index in numbered.indices { numbered[index].number = index + 1 }
        return try Examiner.examine(style.render(numbered))
    }

    /// Rules that are broken, with their severity: `I61 E`.
    func broken(_ style: LogStyle = .capture) throws -> [String] {
        try report(style).violations.map { "\($0.rule) \($0.severity)" }
    }
}
