import CaptureTools
import SpeechAudio

/// Sound as small as every browser still plays it: a µ-law WAV file at 8 kHz, 8,000 bytes a second.
/// Source: Microsoft, Multimedia Programming Interface and Data Specifications 1.0, WAVE_FORMAT_MULAW.
enum CompactWAV {
    static let headerLength = 58

    /// Bytes of the file before it is made.
    static func length(of lane: AudioLane) -> Int { headerLength + Int(lane.seconds * 8_000) + 1 }

    static func bytes(_ lane: AudioLane) -> [UInt8] {
        let samples = Resampler.resample(lane.samples, from: lane.rate, to: 8_000)
        let sound = AudioEncoding.pcmu.encode(samples)
        var output: [UInt8] = []
        output.reserveCapacity(headerLength + sound.count)
        output += "RIFF".utf8
        append(UInt32(clamping: headerLength - 8 + sound.count + sound.count % 2), &output)
        output += "WAVEfmt ".utf8
        append(UInt32(18), &output)
        append(UInt16(7), &output)  // µ-law
        append(UInt16(1), &output)  // one channel
        append(UInt32(8_000), &output)  // samples a second
        append(UInt32(8_000), &output)  // bytes a second
        append(UInt16(1), &output)  // bytes a sample
        append(UInt16(8), &output)  // bits a sample
        append(UInt16(0), &output)  // no extension
        // Formats that are not PCM must say how many samples there are.
        output += "fact".utf8
        append(UInt32(4), &output)
        append(UInt32(clamping: sound.count), &output)
        output += "data".utf8
        append(UInt32(clamping: sound.count), &output)
        output += sound
        if sound.count % 2 == 1 { output.append(G711.muLawSilence) }
        return output
    }

    private static func append(_ value: some FixedWidthInteger, _ output: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { output += $0 }
    }
}
