/// Deltas of PCM16 that end inside a sample.
import SpeechAudio

extension Timeline {
    /// Only our own captures hold deltas as long as they were.
    func halfSamples() -> Sighting? {
        // Other formats have other samples.
        guard soundInAnotherFormat() == nil else { return nil }
        let hits = responses { reply, connection in
            guard connection.isWhole, reply.audio.oddPayloads > 0, case .pcm16 = reply.audio.sound.encoding else {
                return false
            }
            return reply.audio.unreadable == 0
        }
        guard !hits.isEmpty else { return nil }
        let odd = hits.reduce(0) { $0 + trace($1).audio.oddPayloads }
        let all = hits.reduce(0) { $0 + trace($1).audio.deltas }
        return Sighting(
            "\(odd) of \(all) audio deltas of the service end inside a sample: PCM16 has two bytes for each, and they hold an odd number",
            evidence: hits.prefix(4).flatMap { hit in
                let reply = trace(hit)
                return reply.audio.firstOdd.map {
                    [$0.evidence("a delta of \(reply.id) with an odd number of bytes")]
                } ?? []
            }, turns: turnNumbers(hits))
    }
}
