/// Ids of a client have at most 32 characters.
struct IDTooLong: FailureMode {
    static let about = About(
        id: "id-too-long",
        title: "an id of more than 32 characters was refused",
        hears: "History or a tool's result is missing; the assistant does not answer what it should know.",
        evidence:
            "an error for a conversation.item.create whose param is item.id or item.call_id, and which is about its length",
        tellsApart: "With call-id-unknown the id is short enough and names no call",
        causes: ["a UUID with a prefix", "ids of another provider, in a history that is restored"],
        remedy:
            "Keep ids to 32 characters: hash longer ones and keep a map, or leave item.id out and take the service's.",
        atFault: .bridge,
        source: "catalogue: id-too-long; OpenAI Realtime, conversation.item.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: IDTooLong.fits) { refusal in
            let length = (refusal.param.hasSuffix("call_id") ? refusal.item?.callID : refusal.item?.id)?.unicodeScalars
                .count
            return refusal.words("conversation.item.create") + (length.map { " (\($0) characters)" } ?? "")
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        guard refusal.subject == .item, ["item.id", "item.call_id"].contains(refusal.param) else { return false }
        let id = refusal.param == "item.id" ? refusal.item?.id : refusal.item?.callID
        return refusal.code.contains("max_length") || (id?.unicodeScalars.count ?? 0) > 32
    }
}
