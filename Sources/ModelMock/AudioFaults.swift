import Base64Coding
import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio

/// What faults make of the sound in an audio delta.
enum AudioFaults {
    /// - Parameter declared: The encoding that the session agreed on, in which the delta is.
    static func suffering(
        _ fault: WireFault, in text: String, _ declared: AudioEncoding, noise: inout SplitMix64
    ) -> String {
        guard var object = (try? JSON(parsing: text))?.object, var delta = object["delta"]?.string else { return text }
        let count = delta.withUTF8 { Base64.decodedCount(of: UnsafeRawBufferPointer($0)) }
        let changed: String
        switch fault {
        case .silenceAudio: changed = Base64.encode(Array(repeating: declared.silence, count: count))
        case .corruptAudio:
            changed = Base64.encode((0..<count).map { _ in UInt8(truncatingIfNeeded: noise.next()) })
        case .corruptBase64:
            let middle = delta.utf8.index(delta.utf8.startIndex, offsetBy: delta.utf8.count / 2)
            changed = delta[..<middle] + "*#*" + delta[middle...]
        default:
            guard let bytes = Base64.decode(delta) else { return text }
            changed = Base64.encode(altered(bytes, by: fault, declared))
        }
        object["delta"] = .string(changed)
        return JSON.object(object).text
    }

    private static func altered(_ bytes: [UInt8], by fault: WireFault, _ declared: AudioEncoding) -> [UInt8] {
        switch fault {
        case .oddBytes: return bytes.count % 2 == 0 ? Array(bytes.dropLast()) : bytes
        case .wrongFormat(let codec):
            let actual = codec?.encoding ?? (declared.bytesPerSample == 2 ? .pcmu : .pcm24k)
            return actual.encode(
                Resampler.resample(declared.decode(bytes), from: declared.sampleRate, to: actual.sampleRate))
        case .wrongRate(let rate):
            return declared.encode(Resampler.resample(declared.decode(bytes), from: declared.sampleRate, to: rate))
        default: return bytes
        }
    }
}

extension WireFault.Codec {
    fileprivate var encoding: AudioEncoding {
        switch self {
        case .pcm: .pcm24k
        case .pcmu: .pcmu
        case .pcma: .pcma
        }
    }
}
