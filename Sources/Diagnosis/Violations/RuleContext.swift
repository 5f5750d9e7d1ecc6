/// What a rule may know besides the event: the facts so far, and what kind of recording it is.
import RealtimeProtocol

struct RuleContext {
    let facts: ModelConnection
    /// Types of the events that have passed.
    let seen: Set<EventType>
    let dialect: Dialect?
    /// Our own recording, in which nothing was left out.
    let isCapture: Bool

    /// Events of this type would be in the recording: loggers filter.
    func holds(_ type: EventType) -> Bool { isCapture || seen.contains(type) }

    /// Our own recording of a connection whose client is its only one.
    var isDirect: Bool { isCapture && facts.opening.map { $0.request != nil && !$0.isCompanion } ?? false }

    /// Nothing of the conversation came before the recording.
    var holdsWholeCall: Bool { isDirect && facts.echoes.first?.isCreated == true }
}
