import CallCapture
import Diagnosis
import Durations
import JSONText
import Transport

/// The writing end of a recording: takes what the loop hands over, writes the files, judges the calls. It runs on a thread of its own,
/// which may wait for the disk as long as it likes.
final class RecordingScribe {
    private let settings: RecordingSettings
    private let openFile: (String) throws(TransportError) -> any RecordedFile
    private let removeFile: (String) -> Void
    private let tell: (RecordingNews) -> Void
    private var desk: CallDesk
    private var shelf: RecordingShelf
    private var calls: [Int: CallBeingRecorded] = [:]
    /// By connection.
    private var places: [String: RecordedCapture] = [:]
    private var contexts: [String: SessionContext] = [:]
    private var facts: [String: (model: String?, peer: String, leg: Leg)] = [:]
    /// What waits until it is known which call it belongs to: an item, and its line where it is written already.
    private var held: [(item: TapeItem, line: [UInt8]?)] = []
    private var heldCost = 0
    private var clock = Duration.zero
    private var summary = RecordingSummary()

    private static let mostHeld = 8 << 20
    /// While the disk takes nothing, it is asked once a second.
    private var nextTry: Duration?

    init(
        _ settings: RecordingSettings, openFile: @escaping (String) throws(TransportError) -> any RecordedFile,
        removeFile: @escaping (String) -> Void, tell: @escaping (RecordingNews) -> Void
    ) {
        self.settings = settings
        self.openFile = openFile
        self.removeFile = removeFile
        self.tell = tell
        desk = CallDesk(hasPhone: settings.hasPhone)
        shelf = RecordingShelf(settings)
    }

    /// Makes the first file, so that it is there before anybody calls.
    func start() {
        if !settings.isSplit { newCapture() }
        flush()
    }

    // MARK: Items

    /// Everything that has come since, an empty batch after a second without anything.
    ///
    /// - Parameter isBehind: More waits than should: the calls are not judged, so that they are at least written down.
    func receive(_ items: [TapeItem], isBehind: Bool = false) {
        if isBehind {
            for number in calls.keys { calls[number]?.giveUpJudging("not judged, for there was too much at once") }
        }
        if items.isEmpty { clock += .seconds(1) }
        for item in items {
            clock = max(clock, item.time)
            receive(item)
        }
        if desk.isUndecided { desk.advance(to: clock) }
        releaseHeld()
        flush()
    }

    private func receive(_ item: TapeItem) {
        switch item {
        case .opened(let name, let leg, let at, let request, let model, let peer):
            facts[name] = (model, peer, leg)
            desk.opened(name, leg, request: request, at: at)
        case .frame(let name, let leg, let direction, _, .text(let text)):
            desk.message(text, on: name, leg, direction)
        case .ended(let name, _, _): desk.closed(name)
        case .frame, .joined, .observation, .lost: break
        }
        let isEarly = desk.isUndecided || !held.isEmpty
        guard isEarly else { return write(item) }
        var line: [UInt8]?
        if !settings.isSplit { record(item) { line = Array($0) } }
        held.append((item, line))
        heldCost += item.cost
        // Whoever says so much without telling whose it is is a call of its own.
        if heldCost > Self.mostHeld { desk.advance(to: clock + .seconds(60)) }
        releaseHeld()
    }

    private func releaseHeld() {
        guard !desk.isUndecided, !held.isEmpty else { return }
        let waiting = held
        (held, heldCost) = ([], 0)
        for (item, line) in waiting {
            guard !settings.isSplit else {
                write(item)
                continue
            }
            (line ?? []).withUnsafeBytes { judge(item, $0) }
            leave(item)
        }
    }

    private func write(_ item: TapeItem) {
        begin(item)
        var isJudged = false
        record(item) { line in
            isJudged = true
            judge(item, line)
        }
        if !isJudged { judge(item, UnsafeRawBufferPointer(start: nil, count: 0)) }
        leave(item)
    }

    /// Writes the line of an item into the capture where it belongs.
    private func record(_ item: TapeItem, _ read: (UnsafeRawBufferPointer) -> Void) {
        guard let capture = place(of: item) else { return }
        if case .lost(_, _, let count) = item {
            summary.lost += count
            summary.frames += count
            tell(.lost(count))
        }
        if case .frame = item { summary.frames += 1 }
        capture.write(item) { line in
            if settings.rotates, case .frame(let name, _, _, _, let content) = item {
                contexts[name, default: SessionContext()].note(content, line)
            }
            read(line)
        }
        if capture.isHeavy { flush(capture) }
    }

    // MARK: Files

    private func place(of item: TapeItem) -> RecordedCapture? {
        guard let name = item.connection else {
            return settings.isSplit ? capture(numbered: 0) : shelf.current ?? newCapture()
        }
        if let place = places[name] { return place }
        let capture: RecordedCapture
        if settings.isSplit {
            capture = self.capture(numbered: desk.call(of: name) ?? 0)
        } else {
            // A call stays in the file in which it began.
            let call = desk.call(of: name)
            let others = call.flatMap { calls[$0]?.connections } ?? []
            capture = others.lazy.compactMap { self.places[$0] }.first ?? shelf.current ?? newCapture()
        }
        capture.connections.insert(name)
        places[name] = capture
        return capture
    }

    private func capture(numbered number: Int) -> RecordedCapture {
        if let known = shelf.open.first(where: { $0.number == number }) { return known }
        return shelf.begin(number, at: clock)
    }

    @discardableResult
    private func newCapture(continuing old: RecordedCapture? = nil) -> RecordedCapture {
        let capture = shelf.begin(nil, at: clock, before: old?.path)
        if capture.number > 1 { tell(.rotated(capture.path)) }
        return capture
    }

    private func leave(_ item: TapeItem) {
        guard case .ended(let name, _, _) = item else { return }
        desk.forget(name)
        contexts[name] = nil
        guard let capture = places.removeValue(forKey: name) else { return }
        capture.connections.remove(name)
        guard !settings.isSplit else { return }
        if capture.connections.isEmpty, capture !== shelf.current, capture.number > 0 { close(capture) }
    }

    private func close(_ capture: RecordedCapture) {
        let lost = capture.lost
        do throws(TransportError) {
            try opening(capture)
            try capture.finish(syncing: settings.syncs)
        } catch {
            capture.drop()
            failed(error)
        }
        summary.lost += capture.lost - lost
        shelf.close(capture)
        trim()
    }

    private func trim() {
        while let path = shelf.overdue() {
            removeFile(path)
            tell(.removed(path))
        }
    }

    private func flush() {
        for capture in shelf.open { flush(capture) }
        rotate()
        let wasFull = shelf.isFull
        trim()
        if shelf.isFull, !wasFull { tell(.full(limit: settings.maxTotal ?? 0)) }
    }

    private func flush(_ capture: RecordedCapture) {
        if shelf.isFull || nextTry.map({ clock < $0 }) ?? false {
            summary.lost += capture.drop()
            return
        }
        let lost = capture.lost
        do throws(TransportError) {
            try opening(capture)
            try capture.flush(syncing: settings.syncs)
        } catch {
            capture.drop()
            summary.lost += capture.lost - lost
            return failed(error)
        }
        guard nextTry != nil else { return }
        nextTry = nil
        tell(.recovered(path: capture.path, lost: summary.lost))
    }

    private func failed(_ error: TransportError) {
        if nextTry == nil { tell(.failed(error)) }
        summary.failure = error
        nextTry = clock + .seconds(1)
    }

    private func opening(_ capture: RecordedCapture) throws(TransportError) {
        if !capture.isOpen { capture.begin(try openFile(capture.path)) }
    }

    private func rotate() {
        guard settings.rotates, !settings.isSplit else { return }
        if let current = shelf.current, shelf.isDue(current, at: clock) {
            shelf.retire()
            if current.connections.isEmpty { close(current) }
        }
        // A call that does not end cannot keep its file for ever.
        for old in shelf.open where shelf.isOverdue(old, at: clock) && !old.connections.isEmpty { cut(old) }
    }

    /// What is open goes on in a new file, which repeats how it began.
    private func cut(_ old: RecordedCapture) {
        let new = newCapture(continuing: old)
        let names = old.connections.sorted()
        new.repeatLines(names.flatMap { contexts[$0]?.lines ?? [] }, from: old.lastNumber)
        let data: JSONObject = [
            "before": .string(String(old.path.split(separator: "/").last ?? "")),
            "connections": .init(names),
        ]
        new.write(.observation(connection: nil, at: clock, kind: ObservationKind.continued, data: data)) { _ in }
        for name in names {
            places[name] = new
            new.connections.insert(name)
        }
        old.connections = []
        close(old)
    }

    // MARK: Calls

    /// A call begins with its first connection.
    private func begin(_ item: TapeItem) {
        guard case .opened(let name, _, let at, _, _, _) = item, let number = desk.call(of: name) else { return }
        beginCall(number, with: name, at: at)
    }

    private func beginCall(_ number: Int, with name: String, at time: Duration) {
        let place = places[name] ?? self.place(of: .joined(connection: name, at: time))
        let leg = facts[name]?.leg ?? .model
        if calls[number] == nil {
            summary.calls += 1
            calls[number] = CallBeingRecorded(
                number: number, began: time, hasPhone: leg == .phone, header: place?.header ?? [],
                judges: settings.judges, watches: settings.watches)
        }
        calls[number]?.connections.insert(name)
        if calls[number]?.model == nil { calls[number]?.model = facts[name]?.model }
    }

    private func judge(_ item: TapeItem, _ line: UnsafeRawBufferPointer) {
        guard let name = item.connection, let number = desk.call(of: name) else { return }
        if calls[number] == nil || calls[number]?.connections.contains(name) == false, facts[name] != nil {
            beginCall(number, with: name, at: item.time)
        }
        if !line.isEmpty { for news in calls[number]?.see(line, at: item.time) ?? [] { tell(news) } }
        switch item {
        case .joined: announce(name, number)
        case .lost(_, _, let count): calls[number]?.lost += count
        case .ended(_, let at, let reason): ended(name, number, at, reason)
        case .opened, .frame, .observation: break
        }
    }

    private func announce(_ name: String, _ number: Int) {
        guard let fact = facts[name] else { return }
        let noun = calls[number]?.hasPhone == true ? "call" : "session"
        let model = fact.model.map { ", \($0)" } ?? ""
        let what = noun == "call" && fact.leg == .model ? "the model is connected by" : "opened by"
        tell(.opened("\(noun) \(number)\(model): \(what) \(fact.peer)"))
    }

    private func ended(_ name: String, _ number: Int, _ time: Duration, _ reason: String?) {
        let capture = places[name]
        facts[name] = nil
        calls[number]?.connections.remove(name)
        if let reason { calls[number]?.reason = reason }
        guard var call = calls[number] else { return }
        call.ended = max(call.ended, time)
        calls[number] = call
        if call.connections.isEmpty { finish(call, capture ?? shelf.current) }
    }

    private func finish(_ call: CallBeingRecorded, _ capture: RecordedCapture?) {
        calls[call.number] = nil
        var call = call
        let end = call.finish(footer: capture?.footer(lost: call.lost) ?? [])
        if let report = end.report {
            summary.verdicts[report.verdict, default: 0] += 1
            if let primary = report.findings.first?.id { summary.findings[primary, default: 0] += 1 }
        }
        tell(.ended(end))
        guard settings.isSplit, let capture, capture.number > 0 else { return }
        for name in capture.connections { places[name] = nil }
        close(capture)
    }

    // MARK: The end

    /// - Returns: What there was, everything being written that can be.
    func finish() -> RecordingSummary {
        desk.advance(to: clock + .seconds(60))
        releaseHeld()
        for (_, call) in calls.sorted(by: { $0.key < $1.key }) {
            finish(call, call.connections.lazy.compactMap { self.places[$0] }.first ?? shelf.current)
        }
        // Once more, whenever the last attempt was.
        nextTry = nil
        for capture in shelf.open { close(capture) }
        summary.files = shelf.files
        summary.seconds = clock.seconds
        return summary
    }
}
