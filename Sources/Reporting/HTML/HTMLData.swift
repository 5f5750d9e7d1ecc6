import Base64Coding
import CaptureTools
import Diagnosis
import JSONText
import SpeechAudio

/// What the script of `report.html` draws from, as JSON that cannot end its script element.
enum HTMLData {
    static func text(_ report: Report, frames: FrameList, audio: CaptureAudio) -> String {
        var types: [String: Int] = [:]
        var names: [String] = []
        func type(_ name: String) -> JSON {
            if let index = types[name] { return JSON(index) }
            types[name] = names.count
            names.append(name)
            return JSON(names.count - 1)
        }
        let rows = frames.rows.map { row -> JSON in
            var cells: [JSON] = [
                JSON(row.number), seconds(row.time), JSON(row.side.rawValue), type(row.type), JSON(row.size),
                JSON(row.text), JSON(row.connection),
            ]
            if row.members.count > 1 {
                cells.append(.array(row.members.flatMap { [JSON($0.number), seconds($0.time), JSON($0.size)] }))
            }
            return .array(cells)
        }
        let data: JSONObject = [
            "rows": .array(rows),
            "types": JSON(names),
            "start": seconds(frames.start),
            "end": seconds(frames.end),
            "origin": seconds(audio.origin),
            "speech": .array(frames.speech.map { span($0, label: said(in: $0, report)) }),
            "responses": .array(frames.responses.map { span($0, label: $0.label) }),
            "failures": .array(frames.failures.map { JSON($0) }),
            "cited": cited(report),
            "caller": wave(audio.caller),
            "assistant": wave(audio.assistant),
            "phone": phone(report),
            "peaks": JSON(Waveform.rate),
            "plain": .string(TerminalReport(report, style: TextStyle(width: 100)).explanation),
        ]
        // `</script>` and `<!--` both begin with it.
        return JSON.object(data).text.replacing("<", with: "\\u003c")
    }

    private static func span(_ span: FrameList.Span, label: String) -> JSON {
        .array([seconds(span.from), seconds(span.to), JSON(span.frame), .string(label)])
    }

    /// The telephone's lane: when the caller spoke, when the bridge could be heard, and where the caller spoke over it.
    private static func phone(_ report: Report) -> JSON {
        guard !report.phones.isEmpty else { return .null }
        func spans(_ spans: [PhoneSummary.Span]) -> JSON {
            .array(spans.map { .array([seconds($0.from), seconds($0.to)]) })
        }
        return [
            "spoken": spans(report.phones.flatMap(\.spoken)), "heard": spans(report.phones.flatMap(\.heard)),
            "over": .array(report.interruptions.map { seconds($0.time) }),
        ]
    }

    /// What the caller said in a stretch of speech: of the turn whose chain has its frame.
    private static func said(in span: FrameList.Span, _ report: Report) -> String {
        let turn = report.turns.first { $0.links.contains { $0.frame == span.frame } }
        return turn.map { "\($0.number)" + ($0.said.map { "  \($0)" } ?? "") } ?? ""
    }

    /// Frame numbers that findings cite, and the finding.
    private static func cited(_ report: Report) -> JSON {
        var cited = JSONObject()
        for finding in report.findings where finding.refinedBy == nil {
            for evidence in finding.evidence where cited[String(evidence.frame)] == nil {
                cited[String(evidence.frame)] = .string(finding.id)
            }
        }
        return .object(cited)
    }

    private static func wave(_ lane: AudioLane?) -> JSON {
        guard let lane, !lane.samples.isEmpty else { return .null }
        let wave = Waveform(lane)
        return ["data": .string(Base64.encode(wave.peaks)), "peak": .number((wave.peak * 10).rounded() / 10)]
    }

    private static func seconds(_ value: Double?) -> JSON {
        value.map { .number(($0 * 1_000_000).rounded() / 1_000_000) } ?? .null
    }
}
