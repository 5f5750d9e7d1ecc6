/// A place in a capture: the number of a frame, its time where the source kept times, and how much audio had passed.
package struct Moment: Sendable, Equatable, Comparable {
    package var frame: Int
    /// Seconds since the start of the capture.
    package var time: Double?
    /// Milliseconds of audio that the client had appended on this connection: a clock for logs without times.
    package var appendedMs = 0.0
    /// The last position that the service's VAD had named on this connection, milliseconds.
    package var heardMs = 0

    package init(frame: Int, time: Double? = nil) {
        self.frame = frame
        self.time = time
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.frame < right.frame }
    package static func == (left: Moment, right: Moment) -> Bool { left.frame == right.frame }

    /// Seconds from an earlier moment to this one; nil without times.
    package func seconds(since earlier: Moment) -> Double? {
        guard let time, let start = earlier.time else { return nil }
        return time - start
    }

    package func evidence(_ text: String) -> Evidence { Evidence(frame: frame, time: time, text: text) }
}
