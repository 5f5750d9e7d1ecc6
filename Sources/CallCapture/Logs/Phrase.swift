/// Sentences in which bridges tell their log what happens: no evidence of what crossed a wire, but all that some logs have.
package enum Phrase: String, CaseIterable, Sendable {
    case connected, configured
    case callerStarted = "caller-started", callerStopped = "caller-stopped", callerSaid = "caller-said"
    case responseStarted = "response-started", responseCompleted = "response-completed"
    case assistantSaid = "assistant-said", greeting
    case sentToModel = "sent-to-model", sentToCarrier = "sent-to-carrier"
    case callStarted = "call-started", callEnded = "call-ended"
    case closed, error

    /// What it says, for a report.
    package var meaning: String {
        switch self {
        case .connected: "connected to the model"
        case .configured: "session configured"
        case .callerStarted: "the caller began to speak"
        case .callerStopped: "the caller stopped speaking"
        case .callerSaid: "what the caller said"
        case .responseStarted: "a response began"
        case .responseCompleted: "a response was completed"
        case .assistantSaid: "what the assistant said"
        case .greeting: "a greeting was asked for"
        case .sentToModel: "audio went to the model"
        case .sentToCarrier: "audio went to the carrier"
        case .callStarted: "the call began"
        case .callEnded: "the call ended"
        case .closed: "the connection to the model ended"
        case .error: "an error"
        }
    }

    /// Lower case; the first that a line holds decides, so what is more special stands first.
    private static let table: [(String, Phrase)] = [
        ("bytes to twilio", .sentToCarrier), ("audio to twilio", .sentToCarrier), ("media to twilio", .sentToCarrier),
        ("bytes to openai", .sentToModel), ("audio to openai", .sentToModel), ("audio to model", .sentToModel),
        ("sending greeting", .greeting), ("initial greeting", .greeting), ("greeting sent", .greeting),
        ("user said:", .callerSaid), ("caller said:", .callerSaid), ("user transcript:", .callerSaid),
        ("ai said:", .assistantSaid), ("assistant said:", .assistantSaid), ("bot said:", .assistantSaid),
        ("agent said:", .assistantSaid), ("ai transcript:", .assistantSaid), ("assistant transcript:", .assistantSaid),
        ("started speaking", .callerStarted), ("speech started", .callerStarted), ("speech detected", .callerStarted),
        ("stopped speaking", .callerStopped), ("speech stopped", .callerStopped), ("speech ended", .callerStopped),
        ("response generation started", .responseStarted), ("response started", .responseStarted),
        ("response created", .responseStarted),
        ("response completed", .responseCompleted), ("response complete", .responseCompleted),
        ("response done", .responseCompleted), ("response finished", .responseCompleted),
        ("session configured", .configured), ("session updated", .configured), ("configured session", .configured),
        ("error from openai", .error), ("openai error", .error), ("openai api error", .error),
        ("realtime error", .error),
        ("disconnected from openai", .closed), ("disconnected from the openai", .closed),
        ("openai connection closed", .closed),
        ("openai websocket closed", .closed), ("connection to openai closed", .closed),
        ("connected to openai", .connected), ("connected to the openai", .connected),
        ("connected to the realtime", .connected), ("connected to realtime", .connected),
        ("openai connected", .connected),
        ("stream has started", .callStarted), ("media stream started", .callStarted), ("incoming stream", .callStarted),
        ("incoming call", .callStarted), ("call started", .callStarted),
        ("stream stopped", .callEnded), ("stream has stopped", .callEnded), ("call ended", .callEnded),
        ("client disconnected", .callEnded), ("hung up", .callEnded),
    ]

    private static let search = WordSearch(table.map(\.0))

    /// Nil for a line that says nothing known. Lines longer than a sentence are none.
    static func said(in line: UnsafeRawBufferPointer) -> (phrase: Phrase, rest: Substring)? {
        guard line.count <= 2_000, let match = search.first(in: line) else { return nil }
        return (table[match.word].1, String(decoding: line[match.end...], as: UTF8.self)[...])
    }
}
