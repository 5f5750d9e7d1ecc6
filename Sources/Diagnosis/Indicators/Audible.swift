/// Could the caller hear the replies: is there sound in them, and is it no noise?
struct Audible: Indicator {
    static let id = "audible"
    static let title = "The replies can be heard"

    /// Below this a telephone lets one hear nothing, dBFS.
    static let inaudible = -50.0

    func examine(_ call: Timeline) -> Answer {
        let measured = call.allResponses.filter { $0.audio.isMeasured && !$0.isCancelled }
        let silent = measured.filter { $0.audio.level.rms < Self.inaudible }
        if let first = silent.first {
            let level =
                first.audio.level.isDigitalSilence ? "digital silence" : "\(Int(first.audio.level.rms.rounded())) dBFS"
            return .fail(
                "\(silent.count) of \(measured.count) replies cannot be heard (\(level))",
                silent.compactMap { $0.audio.first?.evidence("the first audio of \($0.id)") })
        }
        let noisy = measured.compactMap { reply in reply.audio.sound.complaint.map { (reply, $0) } }
        if let (_, complaint) = noisy.first {
            let which =
                noisy.count == 1 && measured.count == 1 ? "the reply" : "\(noisy.count) of \(measured.count) replies"
            return .fail(
                noisy.count == 1 ? "\(which) \(complaint)" : "\(which) cannot be understood: the first \(complaint)",
                noisy.compactMap { $0.0.audio.first?.evidence("the first audio of \($0.0.id)") })
        }
        let mute = call.turns.filter { turn in
            guard let response = call.response(of: turn) else { return false }
            return response.isCompleted && response.contentKinds == ["text"]
                && response.modalities?.contains("audio") ?? false
        }
        if let first = mute.first {
            return .fail(
                "the reply of turn \(first.number) has no audio, though audio was due", call.evidence(of: first))
        }
        if call.isTranslation { return translated(call) }
        guard !measured.isEmpty else {
            switch call.coverage.audio {
            case "cut": return .notExamined("the audio in the capture is cut")
            case "absent": return .notExamined("the capture holds no audio")
            default: return .notExamined("no reply holds enough audio to measure")
            }
        }
        return .pass(Self.words(measured))
    }

    private func translated(_ call: Timeline) -> Answer {
        let sounds = call.connections.compactMap { $0.translation?.audio }.filter(\.isMeasured)
        guard !sounds.isEmpty else { return .notExamined("no translated audio that could be measured") }
        if let silent = sounds.first(where: { $0.level.rms < Self.inaudible }) {
            return .fail(
                "the translated audio cannot be heard (\(Int(silent.level.rms.rounded())) dBFS)",
                silent.first.map { [$0.evidence("the first translated audio")] } ?? [])
        }
        let levels = sounds.map { Int($0.level.rms.rounded()) }
        return .pass("translated audio at \(levels.map(String.init).joined(separator: " and ")) dBFS")
    }

    private static func words(_ measured: [ResponseTrace]) -> String {
        let levels = measured.map(\.audio.level.rms)
        let low = Int((levels.min() ?? 0).rounded())
        let high = Int((levels.max() ?? 0).rounded())
        return
            "\(measured.count) repl\(measured.count == 1 ? "y" : "ies") at \(low == high ? "\(low)" : "\(low) to \(high)") dBFS"
    }
}
