/// Does the carrier take everything that the bridge sends it?
struct CarrierAccepts: Indicator {
    static let id = "carrier-accepts"
    static let title = "The carrier takes what the bridge sends"

    /// Does no harm: nothing is played.
    private static let harmless: Set<String> = ["empty-payload"]

    func examine(_ call: Timeline) -> Answer {
        let complaints = call.phones.flatMap(\.complaints).filter { !Self.harmless.contains($0.reason) }
        if let worst = complaints.max(by: { $0.count < $1.count }) {
            let number = worst.number.map { " (Twilio \($0))" } ?? ""
            let fate = worst.dropped > 0 ? "dropped" : "played as noise"
            let others = complaints.count > 1 ? "; and \(complaints.count - 1) more kinds" : ""
            return .fail(
                "\(worst.count) message\(worst.count == 1 ? "" : "s") \(fate): \(worst.detail)\(number)\(others)",
                complaints.flatMap { complaint in
                    complaint.moments.prefix(3).map { $0.evidence("\(complaint.reason): \(complaint.detail)") }
                })
        }
        let sent = call.phones.reduce(0) { $0 + $1.bridgeMessages }
        let cut = call.phones.reduce(0) { $0 + $1.cutMessages }
        guard sent > cut else {
            return .notExamined(
                cut > 0 ? "what the bridge sent is cut in the capture" : "the bridge sent the carrier nothing")
        }
        return .pass("\(sent - cut) messages")
    }
}
