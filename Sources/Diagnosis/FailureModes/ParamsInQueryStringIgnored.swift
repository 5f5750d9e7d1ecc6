import RealtimeProtocol

/// Settings in the URL, where nothing but the model is read.
struct ParamsInQueryStringIgnored: FailureMode {
    static let about = About(
        id: "params-in-query-string-ignored",
        title: "a setting in the URL has no effect: only the model is read there",
        hears: "Another voice than the chosen one, or another prompt.",
        evidence:
            "voice or instructions in the query of the upgrade, another value in every session.created and session.updated, and no session.update that names the setting",
        tellsApart:
            "The session is whole and nothing was refused; a setting that is also in a session.update is not judged",
        causes: ["a sample that passes voice and temperature in the query", "the URL of another service"],
        remedy:
            "Put the voice into session.audio.output.voice (session.voice in the beta) of a session.update, the prompt into session.instructions.",
        atFault: .configuration,
        source: "catalogue: params-in-query-string-ignored; OpenAI Realtime, connecting",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            guard let opening = connection.opening, let echo = connection.echoes.last else { continue }
            let query = opening.query
            let wishes: [(String, String?, Bool)] = [
                ("voice", echo.session.voice, connection.updates.contains { $0.session.voice != nil }),
                (
                    "instructions", echo.session.instructions,
                    connection.updates.contains { $0.session.instructions != nil }
                ),
            ]
            for (name, inForce, isSetElsewhere) in wishes where !isSetElsewhere {
                guard let asked = query[name], let inForce, inForce != asked else { continue }
                return Sighting(
                    "the URL asks for \(name) \(asked.prefix(60)), and the session has \(inForce.prefix(60))",
                    evidence: [
                        opening.moment.evidence("upgrade with \(name) in its query"),
                        echo.moment.evidence(echo.isCreated ? "session.created" : "session.updated"),
                    ])
            }
        }
        return nil
    }
}

extension ModelConnection.Opening {
    /// Of the request line, percent-decoded; the first value of each name.
    var query: [String: String] {
        guard let target = request?.split(separator: " ").dropFirst().first,
            let mark = target.firstIndex(of: "?")
        else { return [:] }
        var values: [String: String] = [:]
        for pair in target[target.index(after: mark)...].split(separator: "&").prefix(64) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            if values[name] == nil, parts.count == 2 { values[name] = Self.decoded(parts[1]) }
        }
        return values
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
