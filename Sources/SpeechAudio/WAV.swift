/// A WAV file as samples: reads what recorders and editors write, writes plain 16-bit PCM.
/// Source: Microsoft, Multimedia Programming Interface and Data Specifications 1.0; WAVE_FORMAT_EXTENSIBLE.
package struct WAV: Sendable, Equatable {
    package let sampleRate: Int
    /// 1...8 channels; of the same length when they were read.
    package let channels: [[Int16]]
    /// The data chunk ended before the length that its header promised.
    package let isTruncated: Bool

    package init(sampleRate: Int, channels: [[Int16]], isTruncated: Bool = false) {
        self.sampleRate = sampleRate
        self.channels = channels
        self.isTruncated = isTruncated
    }

    /// All channels mixed in equal parts; shorter ones end in silence.
    package var mono: [Int16] {
        guard channels.count > 1 else { return channels.first ?? [] }
        return (0..<(channels.map(\.count).max() ?? 0)).map { index in
            var sum = 0
            for channel in channels where index < channel.count { sum += Int(channel[index]) }
            return Int16(clamping: sum / channels.count)
        }
    }
}

/// Why bytes are not a WAV file that can be read.
package struct WAVError: Error, Sendable, Equatable {
    package let explanation: String
}
