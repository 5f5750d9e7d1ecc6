/// Whether an echoed session keeps what a `session.update` asked for. OpenAI Realtime, session.updated.
import JSONText

enum SessionEchoes {
    /// No value that was asked for came back different. What the echo leaves out is not held against it.
    static func agree(asked: JSON, echoed: JSON) -> Bool { differences(asked: asked, echoed: echoed).isEmpty }

    /// Dotted paths of values that came back different: `audio.output.voice`.
    static func differences(asked: JSON, echoed: JSON) -> [String] {
        var paths: [String] = []
        compare(asked, echoed, path: "", &paths)
        return paths
    }

    /// Dotted paths of what was asked for and is not in the echo at all.
    static func missing(asked: JSON, echoed: JSON) -> [String] {
        guard case .object(let asked) = asked, case .object(let echoed) = echoed else { return [] }
        return asked.members.flatMap { member -> [String] in
            guard let value = echoed[member.key] else { return member.value.isNull ? [] : [member.key] }
            return missing(asked: member.value, echoed: value).map { "\(member.key).\($0)" }
        }
    }

    /// Accepted but echoed as something else: the model of the connection, an empty prompt (the default text comes back),
    /// and lists of tools, which servers complete.
    private static let exempt: Set<String> = ["model", "instructions", "tools", "prompt", "tracing"]

    private static func compare(_ asked: JSON, _ echoed: JSON, path: String, _ paths: inout [String]) {
        switch (asked, echoed) {
        case (.object(let asked), .object(let echoed)):
            for member in asked.members where !(path.isEmpty && exempt.contains(member.key)) {
                guard let value = echoed[member.key] else { continue }
                compare(member.value, value, path: path.isEmpty ? member.key : "\(path).\(member.key)", &paths)
            }
        case (.array(let asked), .array(let echoed)):
            // Order of modalities has no meaning.
            if !asked.allSatisfy(echoed.contains) { paths.append(path) }
        // A voice by name may come back as an object, and the other way round.
        case (.string(let asked), .object(let echoed)):
            if let name = echoed["name"]?.string ?? echoed["id"]?.string, name != asked { paths.append(path) }
        case (.integer, .number), (.number, .integer), (.number, .number):
            if let a = asked.number, let b = echoed.number, abs(a - b) > 1e-6 { paths.append(path) }
        default:
            if asked != echoed { paths.append(path) }
        }
    }
}
