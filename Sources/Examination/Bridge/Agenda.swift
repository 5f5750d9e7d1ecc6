/// What is still to happen in virtual time, earliest first; what is due at the same time happens in the order it was
/// put down.
struct Agenda<Event> {
    /// Events are heavy to move about: the heap holds where they are.
    private struct Entry {
        var due: Duration
        var order: Int
        var slot: Int

        func isBefore(_ other: Entry) -> Bool { due == other.due ? order < other.order : due < other.due }
    }

    private var heap: [Entry] = []
    private var events: [Event?] = []
    private var freeSlots: [Int] = []
    private var order = 0

    var nextDue: Duration? { heap.first?.due }

    mutating func add(_ event: Event, at due: Duration) {
        order += 1
        heap.append(Entry(due: due, order: order, slot: keep(event)))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popFirst() -> Event? {
        guard !heap.isEmpty else { return nil }
        heap.swapAt(0, heap.count - 1)
        let first = take(heap.removeLast().slot)
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { return first }
            let right = left + 1
            let least = right < heap.count && heap[right].isBefore(heap[left]) ? right : left
            guard heap[least].isBefore(heap[parent]) else { return first }
            heap.swapAt(least, parent)
            parent = least
        }
    }

    private mutating func keep(_ event: Event) -> Int {
        guard let slot = freeSlots.popLast() else {
            events.append(event)
            return events.count - 1
        }
        events[slot] = event
        return slot
    }

    private mutating func take(_ slot: Int) -> Event? {
        freeSlots.append(slot)
        return events[slot].take()
    }
}
