package import CaptureTools
package import JSONText

/// The sentences of a study of turn-taking, the same in every format.
package enum VADWords {
    /// What such a study cannot say.
    static let limits = [
        "the turn-taker is that of the mock, which listens to loudness; OpenAI's is another one and not published. What is lost, split or started here is a sign, not a proof: try the setting on real calls.",
        "one recording knows one caller and one line. Give it the calls that went wrong and some that went well, and take what suits all of them.",
    ]

    static func words(_ trial: VADTrial, of count: Int) -> String {
        var parts: [String] = []
        func add(_ number: Int, _ words: String) { if number > 0 { parts.append("\(number) \(words)") } }
        add(trial.lost.count, "of \(count) utterances lost")
        add(trial.endless, "never ended")
        add(trial.split.count, "split")
        add(trial.joined.count, "joined with the next one")
        if !trial.clipped.isEmpty {
            parts.append("\(trial.clipped.count) cut off at the beginning, by up to \(trial.clippedMs) ms")
        }
        add(trial.falseStarts.count, "false start\(trial.falseStarts.count == 1 ? "" : "s")")
        let wrong =
            parts.isEmpty
            ? "\(count == 1 ? "the utterance" : "all \(count) utterances") heard whole, no false start"
            : parts.joined(separator: ", ")
        return wrong + (trial.delayMs.map { "; a turn is over \($0) ms behind the last word" } ?? "")
    }

    static func why(_ study: VADStudy) -> String {
        var words = words(study.best, of: study.utterances.count)
        let sooner = (study.current.delayMs ?? 0) - (study.best.delayMs ?? 0)
        if study.best.damage < study.current.damage { return words + "." }
        if sooner >= 200 {
            words += ". As good as what is set now, and \(sooner) ms sooner"
        } else {
            words += ". It does no better than what is set now: leave that, or look for the trouble elsewhere"
        }
        return words + "."
    }

    /// `{"vad":1,"utterances":[…],"trials":[…],"now":{…},"recommended":{…}}`
    package static func json(_ study: VADStudy) -> JSON {
        [
            "vad": 1, "source": .string(study.sound.source), "audioMs": JSON(study.sound.milliseconds),
            "truth": .string(study.isScripted ? "script" : "sound"),
            "noiseLevel": JSON(rounded(study.reference.noiseLevel)),
            "speechLevel": JSON(rounded(study.reference.speechLevel)),
            "utterances": .array(study.utterances.map(json)), "noises": .array(study.reference.noises.map(json)),
            "now": json(study.current), "recommended": json(study.best), "why": .string(why(study)),
            "limits": JSON(limits), "trials": .array(study.trials.map(json)),
        ]
    }

    private static func json(_ stretch: SpokenStretch) -> JSON {
        ["fromMs": JSON(stretch.fromMs), "toMs": JSON(stretch.toMs), "text": JSON(stretch.text)]
    }

    private static func json(_ trial: VADTrial) -> JSON {
        [
            "threshold": JSON(trial.settings.threshold), "prefix_padding_ms": JSON(trial.settings.prefixMs),
            "silence_duration_ms": JSON(trial.settings.silenceMs), "lost": JSON(trial.lost.count),
            "endless": JSON(trial.endless), "split": JSON(trial.split.count), "joined": JSON(trial.joined.count),
            "clipped": JSON(trial.clipped.count), "clippedMs": JSON(trial.clippedMs),
            "falseStarts": JSON(trial.falseStarts.count), "delayMs": JSON(trial.delayMs),
            "damage": JSON(trial.damage),
        ]
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
