/// What can happen to a message on its way, by the words a scenario file uses, and how they become a `WireFault`.
import JSONText
import WebSocketWire

enum WireFaultName: String, CaseIterable, Sendable, VariantName {
    case drop, delay, duplicate, reorder, replace, inject, close, reset, stall
    case silenceAudio = "silence-audio"
    case corruptAudio = "corrupt-audio"
    case rename, truncate
    case corruptBase64 = "corrupt-base64"
    case oddBytes = "odd-bytes"
    case wrongFormat = "wrong-format"
    case wrongRate = "wrong-rate"
    case wrongIDs = "wrong-ids"
    case malformedFrame = "malformed-frame"
    case reservedBits = "reserved-bits"
    case fragment
    case invalidUTF8 = "invalid-utf8"
    case oversizedFrame = "oversized-frame"
    case pingFlood = "ping-flood"
    case noPong = "no-pong"
    case halfClose = "half-close"
    case slow

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
        case .rename:
            variant(
                one("to", .line(maximumBytes: 200), required: true, "Any type."), "It has another `type`.",
                "{rename: response.audio.delta}")
        case .truncate:
            variant(
                one("bytes", .integer(0...10_000_000), default: "half of it", "What is left of its JSON text."),
                "Its JSON text is cut off.", "{truncate: 40}")
        case .corruptBase64: variant(.nothing, "Its audio is no base64 any more.", "corrupt-base64")
        case .oddBytes: variant(.nothing, "Its audio is one byte short: half a PCM16 sample.", "odd-bytes")
        case .wrongFormat:
            variant(
                one(
                    "codec", .word(WireFault.Codec.allCases.map(\.rawValue)), default: "pcmu for PCM, pcm for G.711",
                    "What is sent instead; PCM has 24,000 Hz."),
                "Its audio is in another codec than the session declares.", "{wrong-format: pcmu}")
        case .wrongRate:
            variant(
                one("hertz", .integer(1_000...192_000), default: "16000", "The rate at which it is right."),
                "Its audio has another rate than the session declares.", "{wrong-rate: 16000}")
        case .wrongIDs:
            variant(.nothing, "Its ids of responses, items and calls are ids that nobody knows.", "wrong-ids")
        case .malformedFrame:
            variant(
                one(
                    "how", .word(FrameShape.Flaw.allCases.map(\.rawValue)), default: "unknown-opcode",
                    "Which rule of RFC 6455 its frame breaks."),
                "Its WebSocket frame is malformed.", "{malformed-frame: masked}")
        case .reservedBits:
            variant(
                one("bits", .integer(1...7), default: "2", "RSV1 is 4, RSV2 is 2, RSV3 is 1."),
                "Reserved bits of its frame are set.", "{reserved-bits: 3}")
        case .fragment:
            variant(
                .parameters(
                    Record(
                        name: rawValue,
                        keys: [
                            .init("bytes", .integer(1...1_000_000), default: "100", "In each frame."),
                            .init("pings", .truth, default: "false", "A ping stands between the frames."),
                        ]), main: "bytes"),
                "It comes in many frames, cut anywhere; that is allowed.", "{fragment: {bytes: 7, pings: true}}")
        case .invalidUTF8: variant(.nothing, "Its text is not UTF-8.", "invalid-utf8")
        case .oversizedFrame:
            variant(
                one(
                    "bytes", .integer(1...(1 << 62)), default: "1099511627776",
                    "What the header of its frame announces."
                ), "Its frame announces more bytes than anybody would take.", "{oversized-frame: 4294967296}")
        case .pingFlood:
            variant(
                one("count", .integer(1...100_000), default: "1000", "How many."), "Pings follow on it.",
                "{ping-flood: 5000}")
        case .noPong: variant(.nothing, "From here on no ping of the client is answered.", "no-pong")
        case .halfClose:
            variant(
                .nothing, "The server ends its half of the TCP connection behind it, and goes on listening.",
                "half-close")
        case .slow:
            variant(
                one("bytes-per-second", .integer(1...1_000_000_000), required: true, "Of the server."),
                "From here on its bytes leave slowly.", "{slow: 2000}")
        }
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
            case .rename: .rename(to: fields.text("to") ?? "")
            case .truncate: .truncate(bytes: fields.integer("bytes"))
            case .corruptBase64: .corruptBase64
            case .oddBytes: .oddBytes
            case .wrongFormat: .wrongFormat(fields.text("codec").flatMap(Codec.init))
            case .wrongRate: .wrongRate(fields.integer("hertz") ?? 16_000)
            case .wrongIDs: .wrongIDs
            case .malformedFrame:
                .shape { $0.flaw = fields.text("how").flatMap(FrameShape.Flaw.init) ?? .unknownOpcode }
            case .reservedBits: .shape { $0.reserved = UInt8(clamping: fields.integer("bits") ?? 2) }
            case .fragment:
                .shape {
                    $0.fragmentBytes = fields.integer("bytes") ?? 100
                    $0.hasPingsBetween = fields.truth("pings") ?? false
                }
            case .invalidUTF8: .shape { $0.breaksUTF8 = true }
            case .oversizedFrame: .shape { $0.announced = UInt64(clamping: fields.integer("bytes") ?? 1 << 40) }
            case .pingFlood: .pingFlood(count: fields.integer("count") ?? 1_000)
            case .noPong: .noPong
            case .halfClose: .halfClose
            case .slow: .slow(bytesPerSecond: fields.integer("bytes-per-second") ?? 1)
            }
    }

    private static func shape(_ form: (inout FrameShape) -> Void) -> WireFault {
        var shape = FrameShape()
        form(&shape)
        return .frame(shape)
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
