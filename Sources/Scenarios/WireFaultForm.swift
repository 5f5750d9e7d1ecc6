/// What can happen to a message on its way, by the words a scenario file uses, and how they become a `WireFault`.
import JSONText

enum WireFaultName: String, CaseIterable, Sendable {
    case drop, delay, duplicate, reorder, replace, inject, close, reset, stall
    case silenceAudio = "silence-audio"
    case corruptAudio = "corrupt-audio"

    fileprivate var variant: Choice.Variant {
        switch self {
        case .drop: variant(.nothing, "It is not sent.", "drop")
        case .delay:
            variant(
                one("by", .duration(0...3_600_000), required: true, "How long."),
                "It, and nothing else, is sent later.", "{delay: 500ms}")
        case .duplicate:
            variant(
                one("times", .integer(2...1000), default: "2", "How often in all."), "It is sent several times.",
                "{duplicate: 3}")
        case .reorder:
            variant(
                one("by", .integer(1...1000), default: "1", "How many later messages pass it."), "It is held back.",
                "{reorder: 2}")
        case .replace:
            variant(
                .value(.dictionary(.json, key: .dottedPath)),
                "Fields, by dotted path, get these values; null removes a field.",
                "{replace: {response.status: completed, response.output.0: null}}")
        case .inject:
            variant(.value(.event), "This event is sent after it.", "{inject: {type: input_audio_buffer.cleared}}")
        case .close:
            variant(.parameters(.close, main: "code"), "The connection is closed instead.", "{close: 1011}")
        case .reset: variant(.nothing, "The TCP connection is reset instead.", "reset")
        case .stall: variant(.nothing, "Nothing is sent any more; the socket stays open.", "stall")
        case .silenceAudio: variant(.nothing, "Its audio becomes digital silence of the same length.", "silence-audio")
        case .corruptAudio: variant(.nothing, "Its audio becomes noise of the same length.", "corrupt-audio")
        }
    }

    private func one(
        _ key: String, _ form: Form, required: Bool = false, default fallback: String? = nil, _ about: String
    ) -> Choice.Body {
        let key = Record.Key(key, form, required: required, default: fallback, about)
        return .parameters(Record(name: rawValue, keys: [key]), main: key.name)
    }

    private func variant(_ body: Choice.Body, _ about: String, _ example: String) -> Choice.Variant {
        Choice.Variant(name: rawValue, body: body, about: about, example: example)
    }
}

extension Choice {
    package static let wireFault = Choice(
        name: "do", variants: WireFaultName.allCases.map(\.variant),
        sibling: ("outcome", OutcomeName.allCases.map(\.rawValue)))
}

extension WireFault {
    init(_ name: WireFaultName, _ fields: Fields, value: FormValue?) {
        self =
            switch name {
            case .drop: .drop
            case .delay: .delay(milliseconds: fields.number("by") ?? 0)
            case .duplicate: .duplicate(times: fields.integer("times") ?? 2)
            case .reorder: .reorder(by: fields.integer("by") ?? 1)
            case .replace: .replace(value?.paths ?? [])
            case .inject: .inject(value?.object ?? [:])
            case .close: .close(code: fields.integer("code"), reason: fields.text("reason") ?? "")
            case .reset: .reset
            case .stall: .stall
            case .silenceAudio: .silenceAudio
            case .corruptAudio: .corruptAudio
            }
    }
}

extension FormValue {
    fileprivate var paths: [(path: String, value: JSON)] {
        guard case .dictionary(let pairs) = self else { return [] }
        return pairs.compactMap { if case .json(let value) = $0.value { ($0.name, value) } else { nil } }
    }

    fileprivate var object: JSONObject? {
        guard case .json(let json) = self else { return nil }
        return json.object
    }
}
