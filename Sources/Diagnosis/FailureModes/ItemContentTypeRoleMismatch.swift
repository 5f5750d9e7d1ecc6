import RealtimeProtocol

/// Content of a type that its role does not take.
struct ItemContentTypeRoleMismatch: FailureMode {
    static let about = About(
        id: "item-content-type-role-mismatch",
        title: "an item's content has a type that its role does not take, and was refused",
        hears: "The greeting is never spoken; history is never restored.",
        evidence:
            "an error invalid_value for a conversation.item.create (or an input of response.create) whose param ends in content[n].type",
        tellsApart: "The param ends in content[n].type; with item-type-missing it is item.type",
        causes: [
            "input_text for an assistant", "the beta's text kept for an assistant on GA",
            "history replayed as it was heard",
        ],
        remedy:
            "user: input_text or input_audio; system: input_text; assistant: output_text on GA, text in the beta. To have the assistant say something, ask for it in the instructions of a response.create: items are never spoken.",
        atFault: .configuration,
        source: "catalogue: item-content-type-role-mismatch; OpenAI Realtime, conversation.item.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: ItemContentTypeRoleMismatch.fits) { refusal in
            let asked = refusal.item.map { item in
                ": role \(item.role ?? "not given") with \(item.contentTypes.joined(separator: ", "))"
            }
            return refusal.words(refusal.subject == .request ? "response.create" : "conversation.item.create")
                + (asked ?? "")
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        refusal.subject != .update && refusal.code == "invalid_value" && refusal.param.contains(".content[")
            && refusal.param.hasSuffix("].type")
    }
}
