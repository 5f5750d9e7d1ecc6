// Which event of one recording answers to which of the other, and in what the two differ.
import CallCapture
import JSONText

struct EventMatcher {
    private let old: [ComparedEvent]
    private let new: [ComparedEvent]

    init(_ old: [ComparedEvent], _ new: [ComparedEvent]) {
        self.old = old
        self.new = new
    }

    /// Two events that answer to each other, or one that has no answer.
    private struct Pair {
        var old: Int?
        var new: Int?
    }

    mutating func entries(_ options: EventDiff.Options) -> [EventDiff.Entry] {
        let olds = Self.byStream(old)
        let news = Self.byStream(new)
        var pairs: [Pair] = []
        for stream in Set(olds.keys).union(news.keys) {
            let (olds, news) = (olds[stream] ?? [], news[stream] ?? [])
            // What the caller says goes on beside what the bridge asks: which of the two began first is nobody's difference.
            guard stream.leg == .model, stream.isSentByBridge else {
                pairs += align(olds, news)
                continue
            }
            for isSound in [false, true] {
                pairs += align(olds.filter { old[$0].isSound == isSound }, news.filter { new[$0].isSound == isSound })
            }
        }
        var comparison = EventComparison(tolerance: options.tolerance)
        return ordered(pairs).map { pair in
            let before = pair.old.map { old[$0] }
            let after = pair.new.map { new[$0] }
            let change: EventDiff.Change
            switch (before, after) {
            case (let before?, let after?):
                let differences = comparison.differences(before, after)
                change = differences.isEmpty ? .same : .changed(differences)
            case (_?, nil): change = .missing
            default: change = .extra
            }
            let shown = before ?? after
            return EventDiff.Entry(
                change: change, old: before, new: after,
                stream: shown?.stream ?? .init(leg: .model, direction: .up, ordinal: 0), name: shown?.name ?? "")
        }
    }

    /// In the order of the old recording; what is new stands behind all that it followed in its own.
    private func ordered(_ pairs: [Pair]) -> [Pair] {
        var partners = [Int?](repeating: nil, count: new.count)
        for pair in pairs { if let index = pair.new { partners[index] = pair.old } }
        var places: [Int] = []
        places.reserveCapacity(new.count)
        var furthest = -1
        for partner in partners {
            furthest = max(furthest, partner ?? -1)
            places.append(furthest)
        }
        return pairs.map { pair in
            let place = pair.old ?? pair.new.map { places[$0] } ?? 0
            return (place, pair.old == nil ? (pair.new ?? 0) + 1 : 0, pair)
        }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    private static func byStream(_ events: [ComparedEvent]) -> [ComparedEvent.Stream: [Int]] {
        Dictionary(grouping: events.indices) { events[$0].stream }
    }

    /// First what is wholly alike, then, in the gaps between, what has the same name.
    private func align(_ olds: [Int], _ news: [Int]) -> [Pair] {
        let exact = SequenceAlignment.pairs(
            olds.map { Self.exactKey(old[$0]) }[...], news.map { Self.exactKey(new[$0]) }[...])
        let oldNames = olds.map { Self.nameKey(old[$0]) }
        let newNames = news.map { Self.nameKey(new[$0]) }
        var pairs: [Pair] = []
        var (x, y) = (0, 0)
        func single(upTo old: Int, _ new: Int) {
            pairs += olds[x..<old].map { Pair(old: $0) } + news[y..<new].map { Pair(new: $0) }
        }
        for anchor in exact + [(old: olds.count, new: news.count)] {
            for found in SequenceAlignment.pairs(oldNames[x..<anchor.old], newNames[y..<anchor.new]) {
                single(upTo: found.old, found.new)
                pairs.append(Pair(old: olds[found.old], new: news[found.new]))
                (x, y) = (found.old + 1, found.new + 1)
            }
            single(upTo: anchor.old, anchor.new)
            guard anchor.old < olds.count else { break }
            pairs.append(Pair(old: olds[anchor.old], new: news[anchor.new]))
            (x, y) = (anchor.old + 1, anchor.new + 1)
        }
        return pairs
    }

    /// Events with the same one differ in nothing but ids and times.
    private static func exactKey(_ event: ComparedEvent) -> Int {
        var hasher = Hasher()
        hasher.combine(nameKey(event))
        switch event.content {
        case .message(let json): EventFields.hash(json, into: &hasher)
        case .text(let text): hasher.combine(text)
        case .words(let text, let isDone):
            hasher.combine(text)
            hasher.combine(isDone)
        case .sound(let sound): hasher.combine(sound.fingerprint)
        }
        return hasher.finalize()
    }

    /// Events with the same one may answer to each other.
    private static func nameKey(_ event: ComparedEvent) -> Int {
        var hasher = Hasher()
        hasher.combine(event.name)
        if case .message(let json) = event.content, event.stream.leg == .model, let item = json["item"] {
            hasher.combine(item["type"]?.string)
            hasher.combine(item["role"]?.string)
        }
        return hasher.finalize()
    }
}

extension ComparedEvent {
    fileprivate var isSound: Bool { if case .sound = content { true } else { false } }
}
