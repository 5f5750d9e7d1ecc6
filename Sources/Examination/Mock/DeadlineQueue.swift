import Transport

/// The next deadlines of many engines behind one timer, on the clock of their run: a thousand paced sessions cost a heap, not a
/// thousand timers.
final class DeadlineQueue {
    /// What is called at its deadline; it says its next one through `set`.
    protocol Waiter: AnyObject {
        func advance(to now: Duration)
    }

    private struct Entry {
        var due: Duration
        var key: Int
    }

    private let loop: EventLoop
    private let clock: RunClock
    private var heap: [Entry] = []
    /// The deadline that counts for a key; heap entries that differ are out of date.
    private var current: [Int: (due: Duration, waiter: any Waiter)] = [:]
    private var timer: LoopTimer?
    private var isFiring = false

    init(_ loop: EventLoop, _ clock: RunClock) {
        self.loop = loop
        self.clock = clock
        clock.onMove { [weak self] in self?.fire() }
    }

    func set(_ due: Duration?, for key: Int, _ waiter: any Waiter) {
        guard let due else {
            current[key] = nil
            return
        }
        if let known = current[key], known.due == due { return }
        current[key] = (due, waiter)
        push(Entry(due: due, key: key))
        if heap.count > 2 * current.count + 64 { dropStale() }
        arm()
    }

    /// Entries behind far deadlines that were moved or called off would stay until then: an hour, for every session that ends.
    private func dropStale() {
        // What is sorted is a heap.
        heap = current.map { Entry(due: $1.due, key: $0) }.sorted { $0.due < $1.due }
    }

    /// Entries that are kept, out of date ones included.
    var entries: Int { heap.count }

    private func arm() {
        guard !isFiring, let first = heap.first, let due = clock.loopTime(of: first.due) else { return }
        if let timer, timer.deadline <= due { return }
        timer?.cancel()
        timer = loop.schedule(at: due) { [weak self] in
            self?.timer = nil
            self?.fire()
        }
    }

    private func fire() {
        // What is called may make time go on.
        guard !isFiring else { return }
        isFiring = true
        let now = clock.look(due: heap.first?.due ?? .zero)
        while let first = heap.first, first.due <= now {
            pop()
            guard let entry = current[first.key], entry.due == first.due else { continue }
            current[first.key] = nil
            entry.waiter.advance(to: now)
        }
        isFiring = false
        arm()
    }

    private func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].due < heap[parent].due else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { return }
            let right = left + 1
            let least = right < heap.count && heap[right].due < heap[left].due ? right : left
            guard heap[least].due < heap[parent].due else { return }
            heap.swapAt(least, parent)
            parent = least
        }
    }
}
