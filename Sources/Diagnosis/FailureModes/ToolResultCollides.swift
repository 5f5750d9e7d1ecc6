/// The request for a tool's result meets an active response, is refused, and nobody asks again.
struct ToolResultCollides: FailureMode {
    static let about = About(
        id: "tool-result-collides",
        title: "the response.create after a tool's result met an active response, and the result is never spoken",
        hears: "\"Let me check\", a word about something else, and then nothing: the result is lost.",
        evidence:
            "a function_call_output, a response.create, an error conversation_already_has_active_response for it, and for 3 s after that response neither another request nor a response",
        tellsApart:
            "With tool-result-without-response nobody asked at all; a refusal that is made good by a later request is a benign race, and only a note",
        causes: [
            "the caller spoke while the tool ran, and the VAD's own response was active", "two tools ended together",
            "a filler line was still being spoken",
        ],
        remedy: "Keep one request pending: create only when no response is active, else after the next response.done.",
        atFault: .bridge,
        source: "catalogue: tool-result-collides; OpenAI Realtime, response.create",
        refines: ["active-response-conflict"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let hits = call.lostRequests.filter { call.connections[$0.connection].clientItems[$0.item].isToolOutput }
        return ActiveResponseConflict.sighting(hits, call, what: "the result of a tool")
    }
}
