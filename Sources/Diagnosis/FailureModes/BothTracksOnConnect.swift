/// A track is asked for that a stream in both directions does not have.
import CallCapture
import Durations
import JSONText

struct BothTracksOnConnect: FailureMode {
    static let about = About(
        id: "both-tracks-on-connect",
        title: "the stream asks for a track that it cannot have",
        hears: "The stream does not start: the call goes on with the next verb, or ends.",
        evidence:
            "TwiML with <Connect><Stream track=\"both_tracks\"> or another track than inbound_track; Twilio 31941",
        tellsApart: "The TwiML is read and refused. With stream-cannot-connect the address does not answer",
        causes: [
            "inbound_track is taken for what hinders playback",
            "the attribute is copied from <Start><Stream>, where it is allowed",
        ],
        remedy: "Leave track out of <Connect><Stream>: the caller's voice comes, and what is sent is played.",
        atFault: .configuration,
        source: "catalogue: both-tracks-on-connect; Twilio error 31941; TwiML <Stream>",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.twiml("invalid-track") { "the carrier refuses the stream: \($0)" }
    }
}

extension Timeline {
    /// A problem of the webhook's answer, by its word.
    func twiml(_ problem: String, _ words: (_ detail: String) -> String) -> Sighting? {
        let hits = observations(ObservationKind.twiml).filter { $0.data["problem"]?.string == problem }
        guard let detail = hits.first?.data["detail"]?.string else { return nil }
        return Sighting(
            words(detail),
            evidence: hits.prefix(5).map { hit in
                let number = hit.data["number"]?.integer.map { " (Twilio \($0))" } ?? ""
                return Evidence(
                    frame: hit.number, time: hit.time?.seconds,
                    text: "TwiML: \(hit.data["detail"]?.string ?? "")\(number)")
            })
    }
}
