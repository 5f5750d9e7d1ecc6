/// An item that does not say what it is.
struct ItemTypeMissing: FailureMode {
    static let about = About(
        id: "item-type-missing",
        title: "an item without item.type was refused",
        hears: "What the item was to bring about does not happen: no greeting, no answer to a text, no memory.",
        evidence: "an error missing_required_parameter with the param item.type",
        tellsApart: "With item-content-type-role-mismatch the item has a type, and its content the wrong one",
        causes: ["a message built without \"type\": \"message\""],
        remedy: "Write \"type\": \"message\" (or \"function_call_output\") into every item.",
        atFault: .configuration,
        source: "catalogue: item-type-missing; OpenAI Realtime, conversation.item.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: { $0.subject == .item && $0.isMissing && $0.param == "item.type" }) {
            $0.words("conversation.item.create")
        }
    }
}
