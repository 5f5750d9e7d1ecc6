extension VoiceActivityDetector {
    /// Levels of what was heard without finding a change: enough to say why no speech was found.
    package struct Summary: Sendable, Equatable {
        /// Whole frames, in ms.
        package private(set) var audioMs = 0
        /// Level of the loudest frame, dBFS.
        package private(set) var loudestFrame = AudioLevel.floor
        /// The longest time without a frame below the level needed, in ms.
        package internal(set) var longestLoudMs = 0
        package private(set) var isDigitalSilence = true

        package init() {}

        mutating func add(_ frame: FrameSums) {
            audioMs += VoiceActivityDetector.frameMs
            loudestFrame = max(loudestFrame, frame.level)
            isDigitalSilence = isDigitalSilence && frame.isFlat
        }
    }

    /// Why no speech is under way.
    package enum Absence: Sendable, Equatable {
        /// No whole frame arrived.
        case nothingReceived
        /// Every frame is constant.
        case digitalSilence(ms: Int)
        /// The loudest frame stayed below what is needed, both in dBFS.
        case tooQuiet(loudest: Double, needed: Double)
        /// Loud enough, but for a shorter time than speech takes, in ms.
        case tooShort(ms: Int)
    }

    /// nil while somebody speaks.
    package var absence: Absence? {
        if isSpeaking { return nil }
        if summary.audioMs == 0 { return .nothingReceived }
        if summary.isDigitalSilence { return .digitalSilence(ms: summary.audioMs) }
        if summary.longestLoudMs == 0 { return .tooQuiet(loudest: summary.loudestFrame, needed: startLevel) }
        return .tooShort(ms: summary.longestLoudMs)
    }

    /// What the level of one frame is computed from. The mean is taken off: an offset is not a sound.
    struct FrameSums: Sendable {
        private var count = 0
        private var sum = 0
        private var squares = 0
        private var first: Int16 = 0
        private(set) var isFlat = true

        mutating func add(_ samples: UnsafeBufferPointer<Int16>) {
            guard samples.count > 0 else { return }
            if count == 0 { first = samples[0] }
            var sum = 0
            var squares = 0
            var differences = 0
            for index in 0..<samples.count {
                let value = Int(samples[index])
                sum &+= value
                squares &+= value &* value
                differences |= value ^ Int(first)
            }
            count += samples.count
            self.sum += sum
            self.squares += squares
            if differences != 0 { isFlat = false }
        }

        /// dBFS without the mean.
        var level: Double {
            guard count > 0 else { return AudioLevel.floor }
            let mean = Double(sum) / Double(count)
            return AudioLevel.decibels(meanSquare: Double(squares) / Double(count) - mean * mean)
        }
    }
}
