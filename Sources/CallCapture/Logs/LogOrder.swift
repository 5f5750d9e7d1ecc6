/// Keeps the first events of a log until they show how it is written: oldest or newest first, with the name of the call beside every
/// message or not. Exports of log services often begin with the newest line; then all is kept and handed out from the end.
import JSONText

struct LogOrder {
    struct Held {
        var message: LogReader.Message
        var payload: [UInt8]
    }

    private(set) var held: [Held] = []
    private(set) var isDecided = false
    private(set) var isNewestFirst = false
    /// Nearly every event names its call.
    private(set) var hasKeys = false
    /// The log is newest first and longer than what can be turned round.
    private(set) var isTooLong = false
    private var bytes = 0

    private static let enough = 32
    private static let enoughBytes = 4 << 20
    static let longest = 256 << 20

    mutating func hold(_ event: Held) {
        guard bytes + event.payload.count <= LogOrder.longest else { return isTooLong = true }
        held.append(event)
        bytes += event.payload.count
    }

    /// After so many events, or at the end.
    ///
    /// - Returns: whether what is held may go.
    mutating func decide(isAtEnd: Bool) -> Bool {
        if isDecided { return !isNewestFirst || isAtEnd }
        guard isAtEnd || held.count >= LogOrder.enough || bytes >= LogOrder.enoughBytes else { return false }
        isDecided = true
        var back = 0
        var forth = 0
        for (first, second) in zip(held, held.dropFirst()) {
            guard let one = first.message.time, let two = second.message.time, one.origin == two.origin else {
                continue
            }
            if two.seconds < one.seconds { back += 1 } else if two.seconds > one.seconds { forth += 1 }
        }
        isNewestFirst = back >= 2 && back > forth * 4
        let keyed = held.compactMap(\.message.key)
        hasKeys = keyed.count * 10 >= held.count * 9 && Set(keyed).count * 2 <= max(2, held.count)
        return !isNewestFirst || isAtEnd
    }

    mutating func takeAll() -> [Held] {
        defer {
            held = []
            bytes = 0
        }
        return isNewestFirst ? held.reversed() : held
    }
}
