package import SpeechAudio

/// One voice of a call on the clock of its capture: sample 0 is the capture's first frame.
package struct AudioLane: Sendable, Equatable {
    package fileprivate(set) var rate: Int
    package fileprivate(set) var samples: [Int16] = []
    /// There was more than the limit holds.
    package fileprivate(set) var isCut = false

    package init(rate: Int, samples: [Int16] = []) {
        self.rate = rate
        self.samples = samples
    }

    package var seconds: Double { Double(samples.count) / Double(max(rate, 1)) }
    package var wav: WAV { WAV(sampleRate: rate, channels: [samples]) }
}

/// Puts chunks of sound where they were heard.
struct AudioLaneBuilder {
    private(set) var lane: AudioLane?
    private let limit: Int
    private var decoder: SampleDecoder?

    /// - Parameter limit: Longest lane, seconds; what lies behind is left out.
    init(limit: Int) { self.limit = limit }

    /// Seconds from the start of the lane to its end.
    var end: Double { lane?.seconds ?? 0 }

    /// Sound that follows what is there, or begins at `time` when that is clearly later.
    ///
    /// - Parameter time: Seconds from the start of the lane; nil where only the order is known.
    mutating func append(_ bytes: [UInt8], as encoding: AudioEncoding, at time: Double?) {
        if decoder?.encoding != encoding { decoder = SampleDecoder(encoding) }
        guard let samples = decoder?.receive(bytes), !samples.isEmpty else { return }
        // The first chunk decides the rate of the file; what comes at another is brought to it.
        var lane = self.lane ?? AudioLane(rate: encoding.sampleRate)
        self.lane = nil  // so that what follows appends in place
        if let time, time - lane.seconds > Self.jitter {
            // A call is never that quiet: a clock jumped, or the file lies. What lies behind the gap is left out.
            guard time - lane.seconds < Self.longestGap else {
                lane.isCut = true
                self.lane = lane
                return
            }
            pad(&lane, to: time)
        }
        let fitting = Resampler.resample(samples, from: encoding.sampleRate, to: lane.rate)
        let room = max(0, limit * lane.rate - lane.samples.count)
        if fitting.count > room { lane.isCut = true }
        lane.samples.append(contentsOf: fitting.prefix(room))
        self.lane = lane
    }

    /// What would have been heard after `time` was thrown away: the caller interrupted.
    mutating func cut(at time: Double) {
        guard time >= 0, var lane, time < lane.seconds else { return }
        self.lane = nil
        lane.samples.removeLast(lane.samples.count - min(lane.samples.count, Int(time * Double(lane.rate))))
        self.lane = lane
    }

    /// Frames of one stream arrive some milliseconds early or late; only more than this is silence, seconds.
    private static let jitter = 0.12

    /// Seconds of silence that are written out.
    private static let longestGap = 600.0

    private func pad(_ lane: inout AudioLane, to time: Double) {
        let target = Int(min(time, Double(limit)) * Double(lane.rate))
        if time > Double(limit) { lane.isCut = true }
        lane.samples += [Int16](repeating: 0, count: max(0, target - lane.samples.count))
    }
}
