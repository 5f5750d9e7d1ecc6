/// Pauses in what one side of a connection sends. What matters about a pause is what else went on then, so they are kept
/// with their ends and compared later.
package struct Gaps: Sendable {
    package struct Gap: Sendable, Equatable {
        /// The last message before it, and the first one after it.
        package var from: Moment
        package var to: Moment
        /// Messages that came within a twentieth of a second after it: a backlog that is let out.
        package var burst = 1
        /// Seconds; nil without times.
        package var seconds: Double? { to.seconds(since: from) }
    }

    package private(set) var gaps: [Gap] = []
    /// More than are kept.
    package private(set) var omitted = 0
    package private(set) var last: Moment?

    /// Seconds.
    package static let shortest = 0.1
    private static let capacity = 20_000

    package init() {}

    mutating func note(_ moment: Moment) {
        defer { last = moment }
        guard let last, let seconds = moment.seconds(since: last) else { return }
        if seconds >= Self.shortest {
            if gaps.count < Self.capacity { gaps.append(Gap(from: last, to: moment)) } else { omitted += 1 }
        } else if let index = gaps.indices.last, let since = moment.seconds(since: gaps[index].to), since < 0.05 {
            gaps[index].burst += 1
        }
    }
}
