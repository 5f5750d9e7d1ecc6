/// Catalogue entries that are about logs and those who read them, not about a call: no finding names them, notes may, and
/// `explain` knows them, also by the ids of those notes.
enum LogFacts {
    static let all = [
        About(
            id: "nested-error-hidden-in-log",
            title: "the log hides why a response failed",
            hears: "Nothing: the call may be fine or not, and nobody can tell why an answer failed.",
            evidence:
                "a response.done without status, or a failed one without an error in status_details: printed as [Object], cut to some hundred characters, or held back by a typed client",
            tellsApart:
                "The notes status-hidden and cause-hidden count them; with the whole event the failure has a finding of its own",
            causes: ["the console's depth limit", "a logger that cuts long lines", "a typed object without the field"],
            remedy: "Log the event whole, as JSON: JSON.stringify(event), json.dumps(event).",
            atFault: .bridge, source: "catalogue: nested-error-hidden-in-log, sdk-drops-fields",
            also: ["sdk-drops-fields", "status-hidden", "cause-hidden"], stage: .none),
        About(
            id: "response-created-misread",
            title: "an empty output in response.created is taken for a fault",
            hears: "Nothing.",
            evidence: "response.created with output [] and status in_progress: it is so on every healthy call",
            tellsApart: "Only response.done says what came out: empty-output-completed",
            causes: ["response.created was quoted in place of response.done"],
            remedy: "Look at response.done: status, status_details, output and usage.",
            atFault: .bridge, source: "catalogue: response-created-misread; OpenAI Realtime, response.created",
            stage: .none),
        About(
            id: "error-event-id-misattributed",
            title: "errors are matched by the server's own event id",
            hears: "Nothing by itself: refusals are never matched to what was refused, so nothing is done about them.",
            evidence:
                "no wire shows it: event_id of an error event is the server's, error.event_id inside it is the client's",
            tellsApart: "What was refused has a finding of its own",
            causes: ["event.event_id, event.code and event.message are read in place of event.error.…"],
            remedy:
                "Read error.event_id, error.code and error.message; where error.event_id is null, the order of events tells.",
            atFault: .bridge, source: "catalogue: error-event-id-misattributed; OpenAI Realtime, error", stage: .none),
    ]
}
