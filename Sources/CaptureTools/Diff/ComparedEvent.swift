// One event of a recording in the form in which two recordings are held against each other: consecutive deltas are one event,
// audio is a sound, and nothing is judged yet.
package import CallCapture
package import JSONText

package struct ComparedEvent: Sendable {
    /// One way of one connection. Events are matched within it: what crossed the other way, or on the other leg, races.
    package struct Stream: Sendable, Hashable {
        package var leg: Leg
        package var direction: Direction
        /// Of the connections on this leg, in order of appearance, from 0: the first of one capture answers to the first of
        /// the other, whatever they are called.
        package var ordinal: Int

        package init(leg: Leg, direction: Direction, ordinal: Int) {
            self.leg = leg
            self.direction = direction
            self.ordinal = ordinal
        }

        /// The bridge sends towards the model on one leg and towards the caller on the other.
        package var isSentByBridge: Bool { (leg == .model) == (direction == .up) }
    }

    package enum Content: Sendable {
        /// A message that is JSON, long strings cut.
        case message(JSON)
        /// A message that is not, the reason of a transport error, bytes that are no sound: its beginning, and what it was.
        case text(String)
        /// Deltas of text, and whether their `done` came.
        case words(String, isDone: Bool)
        /// Appended, streamed or played audio.
        case sound(SoundRun)
    }

    package var stream: Stream
    /// As the capture names it: `m1`, `p1` …
    package var connection: String
    /// The event's name, that of GA where the beta had another; of folded deltas without `.delta`. `open`, `close`, `error`,
    /// `text` and `binary` for frames that are no event.
    package var name: String
    package var content: Content
    package var firstFrame: Int
    package var lastFrame: Int
    /// How many frames were folded.
    package var frames = 1
    /// Seconds on the capture's clock; nil where the source kept no times.
    package var start: Double?
    package var end: Double?

    /// A line for people: what a list of events shows beside the name.
    package var summary: String {
        switch content {
        case .message(let json): EventFields.summary(json)
        case .text(let text): EventFields.quoted(text)
        case .words(let text, let isDone): EventFields.quoted(text) + (isDone ? "" : ", not ended")
        case .sound(let sound): sound.summary + (frames > 1 ? " in \(frames) messages" : "")
        }
    }
}
