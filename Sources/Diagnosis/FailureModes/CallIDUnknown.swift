/// A tool's result under an id that names no call.
struct CallIDUnknown: FailureMode {
    static let about = About(
        id: "call-id-unknown",
        title: "a tool's result names a call that the conversation does not hold, and was refused",
        hears: "\"Let me check\", and then nothing, or an answer without the result.",
        evidence: "an error that answers a function_call_output, about its call_id",
        tellsApart:
            "With id-too-long the id is refused for its length; with tool-result-without-response the result is taken",
        causes: [
            "the item's id used for the call_id", "a new connection after a reconnect, without the history",
            "an id that was cut or made up",
        ],
        remedy:
            "Send back the call_id of the function_call item, not its id. After a reconnect create the function_call item before its output.",
        atFault: .bridge,
        source: "catalogue: call-id-unknown; OpenAI Realtime, conversation.item.create; invariant I117",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: CallIDUnknown.fits) { refusal in
            guard let id = refusal.item?.callID else { return refusal.words("conversation.item.create") }
            let known = call.connections[refusal.connection].responses.flatMap(\.functionCalls).map(\.callID)
            let calls =
                known.isEmpty ? "no call is in the log" : "the calls are \(known.suffix(3).joined(separator: ", "))"
            return "\(refusal.words("conversation.item.create")) (call_id \(id); \(calls))"
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        guard refusal.subject == .item, !refusal.isForeseen, !IDTooLong.fits(refusal) else { return false }
        return refusal.code == "invalid_tool_call_id" || refusal.param == "item.call_id"
    }
}
