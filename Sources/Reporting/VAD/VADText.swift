package import CaptureTools

/// What a study of turn-taking came to, for the terminal.
package enum VADText {
    package static func text(_ study: VADStudy, style: TextStyle) -> String {
        var lines = [
            style.paint(
                "\(study.sound.source): \(seconds(study.sound.milliseconds)) of the caller, \(study.utterances.count) utterance\(study.utterances.count == 1 ? "" : "s")",
                .bold)
        ]
        lines += style.folded(truth(study), lead: "  ")
        let own = study.sound.settings == nil ? "the service's defaults" : "the capture's settings"
        lines += [
            "",
            style.paint("By threshold", .bold)
                + style.paint(
                    " (prefix \(study.best.settings.prefixMs) ms, silence \(study.best.settings.silenceMs) ms)", .dim),
        ]
        lines += table(study.trials(silence: study.best.settings.silenceMs), study, style) { "\($0.threshold)" }
        lines += [
            "",
            style.paint("By silence", .bold)
                + style.paint(
                    " (threshold \(study.best.settings.threshold), prefix \(study.best.settings.prefixMs) ms)", .dim),
        ]
        lines += table(study.trials(threshold: study.best.settings.threshold), study, style) { "\($0.silenceMs) ms" }
        lines += ["", style.paint("Now", .bold) + "         \(study.current.settings.text) (\(own))"]
        lines += style.folded(words(study.current, study), lead: "            ")
        lines += [style.paint("Recommended", .bold) + " \(study.best.settings.text)"]
        lines += style.folded(why(study), lead: "            ")
        lines += [""] + VADWords.limits.flatMap { style.folded($0, lead: "note: ", leadWidth: 6) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func truth(_ study: VADStudy) -> String {
        let levels =
            "noise at \(Numbers.fixed(study.reference.noiseLevel, 0)) dBFS, speech at \(Numbers.fixed(study.reference.speechLevel, 0)) dBFS"
        if study.isScripted { return "the utterances are those of the capture's script; \(levels)" }
        let noises = study.reference.noises.count
        return
            "the utterances were found in the sound: \(levels), taken for speech from \(Numbers.fixed(study.reference.threshold, 0)) dBFS on where it has the pitch of a voice; \(noises) other sound\(noises == 1 ? "" : "s")"
    }

    private static func table(
        _ trials: [VADTrial], _ study: VADStudy, _ style: TextStyle, _ name: (VADSettings) -> String
    ) -> [String] {
        let head = "              lost  split  joined  cut off  false starts  answered after"
        return [style.paint(head, .dim)]
            + trials.map { trial in
                let isBest = trial.settings == study.best.settings
                let cells = [
                    (trial.lost.count + trial.endless, 8), (trial.split.count, 7), (trial.joined.count, 8),
                    (trial.clipped.count, 9), (trial.falseStarts.count, 14),
                ]
                .map { right(String($0.0), $0.1) }.joined()
                let line =
                    "  \(isBest ? "→" : " ") \(name(trial.settings).padded(to: 6))\(cells)  \(right(trial.delayMs.map { "\($0) ms" } ?? "–", 14))"
                return isBest ? style.paint(line, .green) : line
            }
    }

    static func words(_ trial: VADTrial, _ study: VADStudy) -> String {
        VADWords.words(trial, of: study.utterances.count)
    }

    private static func why(_ study: VADStudy) -> String { VADWords.why(study) }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.columns)) + text
    }

    private static func seconds(_ ms: Int) -> String { Numbers.seconds(Double(ms) / 1_000) }
}
