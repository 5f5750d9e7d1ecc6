extension Fidelity {
    /// Who speaks and who is given the copy.
    package enum Side: Sendable {
        /// The caller's words, for the model.
        case up
        /// The model's words, for the caller.
        case down

        var listener: String { self == .up ? "the model" : "the caller" }
        var speaker: String { self == .up ? "the caller" : "the model" }
        var place: String { self == .up ? "session" : "stream" }
    }

    /// One plain sentence with numbers: the worst fault, or that there is none.
    package func sentence(_ side: Side) -> String {
        if let notComparable { return "\(side.listener)'s audio could not be compared: \(notComparable)" }
        guard let worst = faults.first else { return faithful(side) }
        return Fidelity.words(worst, side, self)
    }

    private func faithful(_ side: Side) -> String {
        let found = "\(Fidelity.seconds(foundMs)) of \(Fidelity.seconds(speechMs)) of speech"
        let how =
            method == .bytes
            ? "byte for byte" : "likeness \(Fidelity.hundredths(correlation)), level \(Fidelity.signed(gain)) dB"
        return "\(side.listener) was given what \(side.speaker) said: \(found) found, \(how)"
    }

    /// What one fault means.
    static func words(_ fault: Fault, _ side: Side, _ result: Fidelity) -> String {
        let said = "\(side.listener) heard \(side.speaker)"
        switch fault {
        case .encoding(let reading, let rate, let declared):
            return
                "\(side.listener) was given \(reading.name) of \(kilohertz(rate)) as \(declared.spokenName): what \(side.speaker) said sounds as noise"
        case .speed(let speed, let rate, let declared):
            let times = speed > 1 ? "\(hundredths(speed)) times too fast" : "\(hundredths(1 / speed)) times too slow"
            return
                "\(said) \(times): \(kilohertz(rate)) samples in a \(kilohertz(declared.sampleRate)) \(side.place)"
        case .unlike(let sound):
            return
                "\(side.listener) was given \(seconds(sound)) of sound that is nothing like what \(side.speaker) said (likeness \(hundredths(result.correlation)))"
        case .missing(let ms, let places):
            return
                "\(side.listener) was not given \(seconds(ms)) of the \(seconds(result.speechMs)) that \(side.speaker) said\(at(places))"
        case .repeated(let ms, let places):
            return "\(said) say \(seconds(ms)) of speech twice\(at(places))"
        case .gaps(let ms, let places):
            return "\(said) with \(seconds(ms)) of silence in the middle of words\(at(places))"
        case .seams(let strength):
            return "\(said) with a click every 20 ms, \(hundredths(strength)) times sharper than the speech around it"
        case .clipped(let share):
            return "\(said) distorted: \(hundredths(share * 100)) % of the samples are at full scale"
        case .level(let gain):
            return "\(said) \(Int(abs(gain).rounded())) dB too \(gain > 0 ? "loud" : "quiet")"
        case .noise(let distance):
            return
                "\(said) under noise that was put in, only \(Int(distance.rounded())) dB below the speech"
        }
    }

    /// `, at 3 places`; nothing of a single one.
    package static func at(_ places: Int) -> String { places > 1 ? ", at \(places) places" : "" }

    /// `24 kHz`, `22.05 kHz`
    package static func kilohertz(_ rate: Int) -> String {
        rate % 1_000 == 0 ? "\(rate / 1_000) kHz" : "\(hundredths(Double(rate) / 1_000)) kHz"
    }

    private static func seconds(_ ms: Double) -> String { "\((ms / 100).rounded() / 10) s" }

    /// Without zeros at the end: `1.5`, `3`.
    package static func hundredths(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    private static func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + hundredths(value.rounded()) }
}

extension AudioEncoding {
    /// As people say it.
    var spokenName: String {
        switch self {
        case .pcm16(let rate): "PCM16 of \(Fidelity.kilohertz(rate))"
        case .pcmu: "µ-law"
        case .pcma: "A-law"
        }
    }
}
