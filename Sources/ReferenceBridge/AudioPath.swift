// Samples between the legs. In `pcmu` the carrier's payload is the model's: not one is touched. Other formats are
// converted with state that lives from chunk to chunk, for a filter that begins anew clicks at every seam.
import Base64Coding
import RealtimeProtocol
import SpeechAudio

struct AudioPath: Sendable {
    private let encoding: AudioEncoding?
    private var up: Resampler
    private var down: Resampler
    /// Half a sample at the end of a delta belongs to the next.
    private var rest: [UInt8] = []

    init(_ format: AudioFormatSpec) {
        encoding =
            switch format {
            case .pcm: .pcm24k
            case .pcma: .pcma
            case .pcmu, .other: nil
            }
        let rate = encoding?.sampleRate ?? 8_000
        up = Resampler(from: 8_000, to: rate)
        down = Resampler(from: rate, to: 8_000)
    }

    /// - Parameter payload: Base64 of the carrier's µ-law.
    /// - Returns: Base64 for `input_audio_buffer.append`; nil for what is no audio.
    mutating func toModel(_ payload: String) -> String? {
        guard let encoding else { return payload }
        guard let bytes = Base64.decode(payload) else { return nil }
        return Base64.encode(encoding.encode(up.receive(AudioEncoding.pcmu.decode(bytes))))
    }

    /// - Returns: Base64 of µ-law for the carrier and its samples; nil for what is no audio, or makes no whole sample yet.
    mutating func toCarrier(_ delta: String) -> (payload: String, samples: Int)? {
        guard let encoding else {
            var delta = delta
            let count = delta.withUTF8 { Base64.decodedCount(of: UnsafeRawBufferPointer($0)) }
            return count > 0 ? (delta, count) : nil
        }
        guard let bytes = Base64.decode(delta) else { return nil }
        let all = rest + bytes
        rest = Array(all.suffix(encoding.incompleteBytes(of: all.count)))
        return carrierAudio(down.receive(encoding.decode(all)))
    }

    /// What the resampler still holds of a finished item.
    mutating func finishItem() -> (payload: String, samples: Int)? {
        guard encoding != nil else { return nil }
        rest = []
        return carrierAudio(down.finish())
    }

    private func carrierAudio(_ samples: [Int16]) -> (payload: String, samples: Int)? {
        samples.isEmpty ? nil : (Base64.encode(AudioEncoding.pcmu.encode(samples)), samples.count)
    }
}
