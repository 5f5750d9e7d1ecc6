import JSONText

/// Messages that a program has logged twice: by two handlers, or by one that hands its records on to another. Each is read once.
///
/// What the service and the carrier say is numbered, so that a number that comes again is no other message. What the client and
/// the bridge say is not, and silence is the same every 20 ms: of theirs every second one of two alike is left out, and only
/// where numbered ones come twice, too.
struct LogRepeats {
    private(set) var dropped = 0
    /// By voice, as far as it is decided.
    private var isDoubled: [Voice: Bool] = [:]
    /// The first message of a voice about which the second will decide.
    private var opening: [Voice: Int] = [:]
    /// Those that came lately, in order, and what a second one of them would be.
    private var recent: [Int] = []
    private var known: Set<Int> = []

    private static let most = 1_024

    fileprivate enum Voice { case service, client, carrier, bridge }

    /// One message, as far as it can be told from others.
    struct Identity: Hashable {
        fileprivate var voice: Voice
        /// It is known by its own number, and not by its text alone.
        fileprivate var isNumbered: Bool
        fileprivate var hash: Int

        init(_ event: LogEvent, _ direction: Direction, _ payload: UnsafeRawBufferPointer, _ fields: TopLevelFields) {
            var hasher = Hasher()
            voice =
                event.leg == .model ? direction == .down ? .service : .client : direction == .up ? .carrier : .bridge
            hasher.combine(voice)
            let number = voice == .service ? fields["event_id"] : voice == .carrier ? fields["sequenceNumber"] : nil
            isNumbered = number != nil
            if let number {
                hasher.combine(bytes: number.bytes)
                if let stream = fields["streamSid"] { hasher.combine(bytes: stream.bytes) }
            } else {
                hasher.combine(bytes: payload)
            }
            hash = hasher.finalize()
        }
    }

    /// Something comes twice in this log; in nearly all nothing does.
    var isNeeded: Bool { isDoubled.values.contains(true) }

    /// From the first messages of the log: where each numbered one comes twice, all will.
    mutating func learn(from first: [Identity]) {
        for voice in [Voice.service, .carrier] {
            var counts: [Int: Int] = [:]
            for identity in first where identity.voice == voice && identity.isNumbered {
                counts[identity.hash, default: 0] += 1
            }
            // The second of the last one may lie behind what was looked at.
            let single = counts.values.count { $0 == 1 }
            // One alone decides nothing: with two legs most of what was looked at is audio.
            if counts.count >= 2 || counts.values.contains(where: { $0 > 1 }) { isDoubled[voice] = single <= 1 }
        }
    }

    /// Whether it has been read.
    mutating func isRepeat(_ identity: Identity) -> Bool {
        guard decide(identity) else { return false }
        if known.contains(identity.hash) {
            dropped += 1
            if !identity.isNumbered { known.remove(identity.hash) }
            return true
        }
        known.insert(identity.hash)
        recent.append(identity.hash)
        if recent.count >= 2 * Self.most {
            for old in recent.prefix(Self.most) { known.remove(old) }
            recent.removeFirst(Self.most)
        }
        return false
    }

    /// Whether everything of this voice comes twice.
    private mutating func decide(_ identity: Identity) -> Bool {
        if let decided = isDoubled[identity.voice] { return decided }
        guard let first = opening[identity.voice] else {
            opening[identity.voice] = identity.hash
            known.insert(identity.hash)
            return false
        }
        isDoubled[identity.voice] = first == identity.hash
        return first == identity.hash
    }
}
