/// What the carrier holds against messages of the bridge, over all phone connections, as one sighting.
import TelephonyProtocol

extension Timeline {
    /// - Parameter harms: Whether a complaint of these reasons did any harm on that connection.
    func complaints(
        _ reasons: Set<CarrierComplaint.Reason>, _ words: (PhoneConnection.Complaint) -> String,
        harms: (PhoneConnection.Complaint, PhoneConnection) -> Bool = { _, _ in true }
    ) -> Sighting? {
        let names = Set(reasons.map(\.rawValue))
        let hits = phones.flatMap { line in
            line.complaints.filter { names.contains($0.reason) && harms($0, line) }
        }
        guard let first = hits.min(by: { ($0.moments.first?.frame ?? .max) < ($1.moments.first?.frame ?? .max) })
        else { return nil }
        let evidence = hits.flatMap { hit in
            hit.moments.map { $0.evidence(hit.number.map { "\(hit.detail) (Twilio \($0))" } ?? hit.detail) }
        }
        return Sighting(words(first), evidence: Array(evidence.sorted { $0.frame < $1.frame }.prefix(10)))
    }
}

extension PhoneConnection.Complaint {
    /// `150 messages with 3.0 s of audio were dropped`
    var amount: String {
        let messages = dropped == 1 ? "one message" : "\(dropped) messages"
        let audio = droppedMs > 0 ? " with \(Timeline.words(seconds: droppedMs / 1_000)) of audio" : ""
        return "\(messages)\(audio) \(dropped == 1 ? "was" : "were") dropped"
    }

    /// ` (Twilio 31951: invalid message)`
    var code: String { number.map { " (Twilio \($0): \(meaning ?? ""))" } ?? "" }
}
