import CaptureTools
import SpeechAudio

/// A lane as the eye sees it: the loudest sample of every short stretch.
struct Waveform {
    /// Stretches a second.
    static let rate = 50

    /// 0...255, where 255 is the loudest stretch of the lane, or -20 dBFS when the lane is quieter, so that near-silence
    /// does not look like speech.
    let peaks: [UInt8]
    /// dBFS of the loudest sample.
    let peak: Double

    init(_ lane: AudioLane) {
        let step = max(1, lane.rate / Waveform.rate)
        var loudest: [Int] = []
        loudest.reserveCapacity(lane.samples.count / step + 1)
        lane.samples.withUnsafeBufferPointer { samples in
            for start in stride(from: 0, to: samples.count, by: step) {
                var highest = 0
                for index in start..<min(start + step, samples.count) {
                    highest = max(highest, Int(samples[index].magnitude))
                }
                loudest.append(highest)
            }
        }
        let top = max(loudest.max() ?? 0, 3_277)
        peaks = loudest.map { UInt8(clamping: ($0 * 255 + top / 2) / top) }
        peak = AudioLevel.decibels(meanSquare: Double(loudest.max() ?? 0) * Double(loudest.max() ?? 0))
    }
}
