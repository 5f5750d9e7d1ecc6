/// Asks for a track that a stream in both directions does not have.
struct BothTracksOnConnect: BridgeDefect {
    static let id = "both-tracks-on-connect"
    init(_ seat: DefectSeat) {}

    static func answers(_ twiml: String) -> String {
        twiml.replacing("<Stream ", with: "<Stream track=\"both_tracks\" ")
    }
}
