import SpeechAudio

extension AudioTrack? {
    /// A track begins with its first audio: most connections of a long log have none that is compared.
    mutating func add(_ bytes: [UInt8], _ samples: [Int16], in encoding: AudioEncoding, at moment: Moment) {
        if self == nil { self = AudioTrack(encoding) }
        self?.receive(bytes, samples: samples, as: encoding, frame: moment.frame, time: moment.time)
    }
}
