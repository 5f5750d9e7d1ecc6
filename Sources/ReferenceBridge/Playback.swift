// What the caller has heard: the model is done long before. What was sent is played in order and in real time; a mark's
// echo says for certain that an item has been heard to its end.
import TelephonyProtocol

struct Playback: Sendable {
    struct Cut: Sendable, Equatable {
        var item: String
        /// Of the item, as far as it has sounded; never more than was sent.
        var heardMs: Int
        var sentMs: Int
        /// The session that said it is gone, and no other knows the item.
        var isOrphan = false
    }

    private struct Item: Sendable {
        var id: String
        /// Position of the first sample among all that was ever sent.
        var start: Int
        var samples = 0
        var mark: String?
        var isOrphan = false
    }

    private var clock = PlaybackClock()
    private var items: [Item] = []
    private var markCount = 0
    /// Items that were cut off: what of them still arrives has no listener.
    private var cut: [String] = []
    /// In samples. A caller who is behind by more than this has not said so with a mark.
    private static let mostItems = 200

    mutating func sent(_ samples: Int, of item: String, at now: Duration) {
        _ = clock.append(samples, at: now)
        if items.last?.id != item {
            items.append(Item(id: item, start: clock.totals.received - samples))
            if items.count > Playback.mostItems { items.removeFirst() }
        }
        items[items.count - 1].samples += samples
    }

    /// - Returns: The name of the mark to send behind a finished item; nil when nothing of it was sent.
    mutating func finished(_ item: String) -> String? {
        guard let index = items.lastIndex(where: { $0.id == item }), items[index].mark == nil else { return nil }
        markCount += 1
        let name = "item-\(markCount)"
        items[index].mark = name
        return name
    }

    /// The carrier has played all that was before this mark.
    mutating func heard(mark: String) {
        guard let index = items.firstIndex(where: { $0.mark == mark }) else { return }
        items.removeFirst(index + 1)
    }

    /// The session is gone; what it has said is still being heard.
    mutating func orphan() {
        for index in items.indices { items[index].isOrphan = true }
    }

    func isCut(_ item: String) -> Bool { cut.contains(item) }

    /// Something was sent that no mark has confirmed.
    var isAudible: Bool { !items.isEmpty }

    /// The caller has begun to speak: what has not sounded never will.
    mutating func stop(at now: Duration) -> [Cut] {
        _ = clock.advance(to: now)
        let position = clock.totals.received - clock.bufferedSamples
        let cuts = items.map { item in
            let heard = min(max(position - item.start, 0), item.samples)
            return Cut(
                item: item.id, heardMs: Int(clock.milliseconds(heard)), sentMs: Int(clock.milliseconds(item.samples)),
                isOrphan: item.isOrphan)
        }
        _ = clock.clear(at: now)
        cut = Array((cut + items.map(\.id)).suffix(20))
        items = []
        return cuts
    }
}
