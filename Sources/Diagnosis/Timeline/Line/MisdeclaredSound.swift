/// Audio of the service that is not in the format or at the rate that the session declares.
import SpeechAudio

extension Timeline {
    /// Noise as declared, and speech in another format.
    func soundInAnotherFormat() -> Sighting? {
        let hits = responses { reply, connection in
            let isDeclared =
                reply.encoding != nil || connection.echoes.contains { $0.session.outputEncoding != nil }
            return isDeclared && reply.audio.isMeasured && reply.audio.sound.likely != nil && !reply.isCancelled
        }
        guard let first = hits.first.map(trace), let likely = first.audio.sound.likely else { return nil }
        let declared = first.audio.sound.encoding.wireName
        return Sighting(
            "the service's own audio in \(hits.count) repl\(hits.count == 1 ? "y" : "ies") is \(likely.wireName), where its session says \(declared)",
            evidence: soundEvidence(hits) {
                "noise as \(declared), speech as \(($0.audio.sound.likely ?? likely).wireName)"
            },
            turns: turnNumbers(hits))
    }

    /// Two independent signs: the sound lasts as much shorter or longer than its tokens as two sampling rates differ, and so fast
    /// or slow nobody speaks. One alone proves nothing, for a service may count anew.
    func soundAtAnotherRate() -> Sighting? {
        let candidates = responses { reply, connection in
            reply.isCompleted && reply.audio.isMeasured && reply.audio.milliseconds >= 800
                && (reply.usage?.outputAudio ?? 0) >= 16 && reply.contentKinds == ["audio"]
                && connection.session(at: reply.first)?.speed ?? 1 == 1
                // What comes twice lasts twice as long.
                && connection.garbled.counts[.repeated] == nil
        }
        let off = candidates.compactMap { hit in SoundRate(trace(hit)).map { (hit: hit, rate: $0) } }
        for (actual, hits) in Dictionary(grouping: off, by: \.rate.actual).sorted(by: {
            $0.value.count > $1.value.count
        })
        where hits.count >= 2 {
            let rate = hits[0].rate
            let tempo = rate.charactersPerSecond > 15 ? "too fast" : "too slow"
            return Sighting(
                "the service's own audio in \(hits.count) replies is at \(actual) Hz, where its session says \(rate.declared) Hz: "
                    + "it plays \(tempo), \(Int(rate.charactersPerSecond.rounded())) letters a second, and lasts "
                    + "\(Int((rate.ratio * 100).rounded())) % of what its tokens stand for",
                evidence: soundEvidence(hits.map(\.hit)) {
                    "\(Self.words(milliseconds: $0.audio.milliseconds)) of audio, \($0.usage?.outputAudio ?? 0) audio tokens of 50 ms"
                }, turns: turnNumbers(hits.map(\.hit)))
        }
        return nil
    }

    private func soundEvidence(
        _ hits: [(connection: Int, response: Int)], _ words: (ResponseTrace) -> String
    ) -> [Evidence] {
        hits.prefix(4).flatMap { hit in
            let reply = trace(hit)
            return reply.audio.first.map { [$0.evidence("the first audio of \(reply.id): \(words(reply))")] } ?? []
        }
    }
}

/// At which rate a reply would last as long as its tokens say.
private struct SoundRate {
    let declared: Int
    let actual: Int
    /// Of the audio's length to that of its tokens.
    let ratio: Double
    let charactersPerSecond: Double

    /// An output audio token is 50 ms (realtime reference, 8.5).
    private static let tokenMs = 50.0
    /// Relative.
    private static let tolerance = 0.05
    private static let rates = [8_000, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
    /// Letters a second of speech in alphabets; nobody reads out faster or slower.
    private static let slowest = 10.5
    private static let fastest = 21.0

    init?(_ reply: ResponseTrace) {
        let declared = reply.audio.sound.encoding.sampleRate
        let tokens = reply.usage?.outputAudio ?? 0
        guard tokens > 0, reply.audio.milliseconds > 0 else { return nil }
        let ratio = reply.audio.milliseconds / (Double(tokens) * Self.tokenMs)
        let wanted = Double(declared) * ratio
        let fits = Self.rates.filter { $0 != declared && abs(Double($0) - wanted) <= Self.tolerance * Double($0) }
        guard let actual = fits.min(by: { abs(Double($0) - wanted) < abs(Double($1) - wanted) }) else { return nil }
        // Scripts of syllables and words have fewer signs, and numbers are longer than they look.
        let letters = reply.text.unicodeScalars.count { $0.properties.isAlphabetic && $0.value < 0x250 || $0 == " " }
        guard letters >= 12, letters * 10 >= reply.text.unicodeScalars.count * 8 else { return nil }
        let charactersPerSecond = Double(reply.text.unicodeScalars.count) / (reply.audio.milliseconds / 1_000)
        let meant = charactersPerSecond * ratio
        let isPlausible = (Self.slowest...Self.fastest).contains(meant)
        guard isPlausible, ratio < 1 ? charactersPerSecond > Self.fastest : charactersPerSecond < Self.slowest else {
            return nil
        }
        self.declared = declared
        self.actual = actual
        self.ratio = ratio
        self.charactersPerSecond = charactersPerSecond
    }
}
