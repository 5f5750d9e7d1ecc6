import JSONText

/// A log that stands in its file twice, the whole of it once more behind itself, as people paste it.
///
/// The copy is known by its beginning: the log's first messages again, one after another, though time had gone on or
/// their numbers are given once.
struct LogPaste {
    enum Judgement {
        case new
        /// It may be the beginning of the copy: to be held back.
        case suspect
        /// To be left out, with what was held back before it.
        case copy
        /// It is new, and so is what was held back.
        case noCopy
    }

    /// One message, as far as it must be told from others.
    private struct Mark {
        var time: LogTime?
        var bytes: Int
        var hash: Int
        var isNumbered: Bool

        func fits(_ payload: UnsafeRawBufferPointer, _ time: LogTime?) -> Bool {
            bytes == payload.count && self.time == time && hash == Mark.hash(payload)
        }

        static func hash(_ payload: UnsafeRawBufferPointer) -> Int {
            var hasher = Hasher()
            hasher.combine(bytes: payload)
            return hasher.finalize()
        }
    }

    /// What many messages come to.
    private struct Sum: Equatable {
        var count = 0
        private var value = 0

        mutating func add(_ bytes: Int, _ time: LogTime?) {
            count += 1
            value = value &* 31 &+ bytes &+ Int(truncatingIfNeeded: (time?.seconds ?? 0).bitPattern)
        }
    }

    private(set) var dropped = 0
    /// The copy is not the same to its end.
    private(set) var differs = false
    private var opening: [Mark] = []
    private var original = Sum()
    private var latest: LogTime?
    /// So many of the opening have come again.
    private var matched = 0
    private var copy: Sum?

    private static let enough = 8
    /// Fewer messages prove nothing.
    private static let fewest = 3

    var isCopy: Bool { copy != nil }

    mutating func judge(
        _ payload: UnsafeRawBufferPointer, _ time: LogTime?, _ direction: Direction, _ fields: TopLevelFields
    ) -> Judgement {
        if copy != nil {
            dropped += 1
            copy?.add(payload.count, time)
            guard copy?.count == original.count else { return .copy }
            // Behind it more may follow: a part of a log, and then all of it.
            if copy != original { differs = true }
            copy = nil
            return .copy
        }
        if original.count >= Self.fewest, opening[matched].fits(payload, time), matched > 0 || mayBegin(time) {
            matched += 1
            guard matched == opening.count else { return .suspect }
            dropped += matched
            matched = 0
            var sum = Sum()
            for mark in opening { sum.add(mark.bytes, mark.time) }
            // A log of so few messages is over with them.
            copy = sum == original ? nil : sum
            return .copy
        }
        let wasSuspect = matched > 0
        for mark in opening[..<matched] { note(mark.bytes, mark.time) }
        matched = 0
        if opening.count < Self.enough, !wasSuspect {
            let isNumbered = direction == .down && fields["event_id"] != nil || fields["sequenceNumber"] != nil
            opening.append(
                Mark(time: time, bytes: payload.count, hash: Mark.hash(payload), isNumbered: isNumbered))
        }
        note(payload.count, time)
        return wasSuspect ? .noCopy : .new
    }

    private mutating func note(_ bytes: Int, _ time: LogTime?) {
        original.add(bytes, time)
        latest = time ?? latest
    }

    /// The first message again, where that cannot be another one that says the same.
    private func mayBegin(_ time: LogTime?) -> Bool {
        if opening.count(where: \.isNumbered) >= 2 { return true }
        guard let time, let latest, latest.origin == time.origin else { return false }
        return latest.seconds > time.seconds
    }

    var limits: [String] {
        guard dropped > 0 else { return [] }
        return [
            differs
                ? "the log stands in its file more than once, and not the same each time: as much of the second as the first has was left out"
                : "the log stands in its file more than once, one behind the other: it was read once"
        ]
    }
}
