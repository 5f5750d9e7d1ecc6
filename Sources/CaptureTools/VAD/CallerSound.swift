// What the caller said as the service counts it: sample after sample, whatever the clock on the wall did.
package import CallCapture
import Diagnosis
import JSONText
import SpeechAudio

package struct CallerSound: Sendable, Equatable {
    package var samples: [Int16]
    /// 8,000, 16,000 or 24,000 Hz.
    package var rate: Int
    /// What the capture's script had the caller say, where it had one.
    package var scripted: [SpokenStretch] = []
    /// The settings that were in force, where the capture tells.
    package var settings: VADSettings?
    /// `model leg of call.jsonl`
    package var source = ""

    package var milliseconds: Int { samples.count * 1_000 / max(rate, 1) }

    /// - Parameter samples: At any rate; brought to one that the turn-taker knows.
    package init(samples: [Int16], rate: Int) {
        let known = [8_000, 16_000, 24_000].contains(rate) ? rate : rate < 12_000 ? 8_000 : 16_000
        self.samples = Resampler.resample(samples, from: rate, to: known)
        self.rate = known
    }

    /// - Parameters:
    ///   - leg: Where the caller is listened to: the model's is what the service was given.
    ///   - connections: Names of the call's connections on that leg.
    /// - Returns: Nil when there is no sound.
    package init?(of capture: [UInt8], leg: Leg, connections: Set<String>?) {
        var extractor = CaptureAudioExtractor(leg: leg, connections: connections)
        var said: [Observation] = []
        var settings: VADSettings?
        var fields = TopLevelFields()
        _ = try? CaptureReader.read(capture) { record in
            if case .observation(let observation) = record, observation.kind == ObservationKind.said {
                said.append(observation)
            }
            guard case .frame(var frame) = record else { return extractor.consume(record) }
            // Without a time sound follows sound.
            frame.seconds = nil
            extractor.consume(frame)
            if frame.leg == .model, frame.direction == .down, frame.operation == .text, fields.scan(frame.payload),
                fields["type"]?.equals("session.updated") ?? false, let session = fields["session"]?.json
            {
                settings = VADSettings(session) ?? settings
            }
        }
        guard let lane = extractor.audio.caller, !lane.samples.isEmpty else { return nil }
        self.init(samples: lane.samples, rate: lane.rate)
        self.settings = settings
        scripted = said.compactMap { observation in
            let connection = observation.data["connection"]?.string
            // On the phone leg a script names the connection; on the model leg it does not.
            let isOurs = connection.map { name in connections?.contains(name) ?? true }
            guard isOurs ?? true, (connection != nil) == (leg == .phone) else { return nil }
            guard let from = observation.data["fromMs"]?.integer, let to = observation.data["toMs"]?.integer, from >= 0,
                to > from, to <= milliseconds + 1_000
            else { return nil }
            return SpokenStretch(fromMs: from, toMs: to, text: observation.data["text"]?.string)
        }
    }
}

/// Somebody speaks.
package struct SpokenStretch: Sendable, Equatable {
    /// Milliseconds of audio since it began.
    package var fromMs: Int
    package var toMs: Int
    package var text: String?

    package init(fromMs: Int, toMs: Int, text: String? = nil) {
        self.fromMs = fromMs
        self.toMs = toMs
        self.text = text
    }
}

/// The three numbers of `server_vad`.
package struct VADSettings: Sendable, Equatable, Hashable {
    package var threshold: Double
    package var prefixMs: Int
    package var silenceMs: Int

    package init(threshold: Double, prefixMs: Int, silenceMs: Int) {
        self.threshold = threshold
        self.prefixMs = prefixMs
        self.silenceMs = silenceMs
    }

    /// What the service takes where nothing is said. Source: OpenAI Realtime, `turn_detection`.
    package static let usual = VADSettings(threshold: 0.5, prefixMs: 300, silenceMs: 500)

    /// - Returns: Nil when the session does not take turns by `server_vad`.
    init?(_ session: JSON) {
        guard let detection = SessionFacts(session).turnDetection, detection.type == "server_vad" else { return nil }
        self.init(
            threshold: detection.threshold ?? VADSettings.usual.threshold, prefixMs: detection.prefixMs,
            silenceMs: detection.silenceMs)
    }

    package var text: String { "threshold \(threshold), prefix \(prefixMs) ms, silence \(silenceMs) ms" }
}
