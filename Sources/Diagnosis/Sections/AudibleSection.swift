/// Are the answers sound that a caller can hear?
enum AudibleSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        let call = scope.call
        let spoken = call.turns.filter { turn in
            call.response(of: turn).map { $0.audio.isMeasured && !$0.isCancelled } ?? false
        }
        guard call.turns.contains(where: { $0.kind == .spoken }) else { return [] }
        let levels = spoken.compactMap { turn -> Section.Check? in
            guard let audio = call.response(of: turn)?.audio else { return nil }
            let level = audio.level.isDigitalSilence ? "digital silence" : "\(Int(audio.level.rms.rounded())) dBFS"
            if audio.level.rms >= Audible.inaudible, let complaint = audio.sound.complaint {
                return scope.check("\(turn.number)", "Turn \(turn.number)", .fail, "the reply \(complaint)")
            }
            return scope.check(
                "\(turn.number)", "Turn \(turn.number)", audio.level.rms >= Audible.inaudible ? .pass : .fail,
                "\(Timeline.words(milliseconds: audio.milliseconds)) at \(level)")
        }
        return levels.isEmpty ? [scope.check("sound", "Answers can be heard", Audible())] : levels
    }
}
