/// Two recordings of the same conversation, event by event: what is the same in both, what changed, what one of them lacks.
///
/// Ids are mapped: the first pair of events that names an id in the same place says which id of one recording is which of the
/// other, and from then on another id in its place is a change. Times, counters and the service's bookkeeping are not
/// compared, places in audio within a tolerance, audio by how it sounds. Within one way of one connection the order counts;
/// what crosses the other way races with it, so that order between streams is nobody's difference.
///
/// Time and memory are bounded: see ``EventSequence`` and `SequenceAlignment`.
package struct EventDiff: Sendable {
    package struct Options: Sendable, Equatable {
        /// Of places in audio, ms.
        package var tolerance: Int
        /// Streams whose differences count; the others still say which id is which.
        package var side: Side

        package init(tolerance: Int = 250, side: Side = .all) {
            self.tolerance = tolerance
            self.side = side
        }
    }

    package enum Side: Sendable, Equatable {
        case all
        /// What the bridge sent: towards the model, and towards the caller.
        case bridge
        /// What the bridge was sent.
        case others

        func covers(_ stream: ComparedEvent.Stream) -> Bool {
            switch self {
            case .all: true
            case .bridge: stream.isSentByBridge
            case .others: !stream.isSentByBridge
            }
        }
    }

    package enum Change: Sendable, Equatable {
        case same
        case changed([Difference])
        /// Only in the old recording.
        case missing
        /// Only in the new one.
        case extra
    }

    package struct Entry: Sendable {
        package var change: Change
        package var old: ComparedEvent?
        package var new: ComparedEvent?
        package var stream: ComparedEvent.Stream
        package var name: String
    }

    /// In the order of the old recording; what only the new one has stands behind what it followed there.
    package let entries: [Entry]
    /// Recordings that were too long to be compared whole: events of each that were left out.
    package let omitted: (old: Int, new: Int)

    /// - Parameters:
    ///   - old: What is held against.
    ///   - new: What is judged.
    package init(_ old: EventSequence, _ new: EventSequence, options: Options = .init()) {
        var matcher = EventMatcher(old.events, new.events)
        entries = matcher.entries(options).filter { options.side.covers($0.stream) }
        omitted = (old.omitted, new.omitted)
    }

    package func count(_ matches: (Change) -> Bool) -> Int { entries.count { matches($0.change) } }
    package var same: Int { count { $0 == .same } }
    package var missing: Int { count { $0 == .missing } }
    package var extra: Int { count { $0 == .extra } }
    package var changed: Int { entries.count - same - missing - extra }
    package var isAlike: Bool { same == entries.count }
}
