// From a loop to a thread of its own, through a buffer with an end: what is slow behind it never holds the loop up.

import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Items go in on one side without ever waiting, and come out on the other in batches. What finds the buffer full is refused,
/// and whoever offered it counts.
package final class Handover<Item: Sendable>: Sendable {
    private enum Rest {
        case none
        /// The thread waits for the first item.
        case asleep
        /// It waits a little for more, so that one write of it holds many.
        case gathering
    }

    private struct State {
        var items: [Item] = []
        var cost = 0
        var rest = Rest.none
        var isEnded = false
        var isDone = false
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let gathering: CInt
    /// Reading and writing end of a pipe: a byte in it wakes the thread.
    private let bell: (read: CInt, write: CInt)

    /// - Parameters:
    ///   - capacity: The cost of items that may wait, in whatever unit `offer` is told; bytes as a rule.
    ///   - gathering: How long the thread waits for more once something has come. Milliseconds.
    package init(capacity: Int, gathering: Int = 50) throws(TransportError) {
        self.capacity = capacity
        self.gathering = CInt(clamping: gathering)
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .cannotRun("a second thread", reason: describe(-errno)) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            // A bell that is not answered must not stop whoever rings it.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        bell = (ends[0], ends[1])
    }

    deinit {
        close(bell.read)
        close(bell.write)
    }

    /// Never waits.
    ///
    /// - Parameter reserve: Room beyond the capacity that this item may use.
    /// - Returns: False: the buffer is full, and the item was not taken.
    package func offer(_ item: Item, cost: Int, reserve: Int = 0) -> Bool {
        let (isTaken, rings) = state.withLock { state -> (Bool, Bool) in
            // One that is larger than the buffer goes in alone.
            guard !state.isEnded, state.items.isEmpty || state.cost + cost <= capacity + reserve else {
                return (false, false)
            }
            state.items.append(item)
            state.cost += cost
            return (true, mustRing(&state))
        }
        if rings { ring() }
        return isTaken
    }

    /// Nothing more comes; the thread takes what there is and ends.
    package func end() {
        state.withLock { $0.isEnded = true }
        ring()
    }

    /// The thread has taken everything, and has returned.
    package var isDone: Bool { state.withLock { $0.isDone } }

    /// How much waits, of the capacity.
    package var load: Double { state.withLock { Double($0.cost) / Double(max(1, capacity)) } }

    private func mustRing(_ state: inout State) -> Bool {
        switch state.rest {
        case .none: return false
        case .gathering where state.cost < capacity / 4: return false
        case .asleep, .gathering:
            state.rest = .none
            return true
        }
    }

    private func ring() {
        var byte: UInt8 = 1
        _ = write(bell.write, &byte, 1)
    }

    // MARK: The thread

    /// Starts the thread; `body` calls `take` until it is nil, and returns.
    package func start(_ body: @escaping @Sendable (Handover) -> Void) throws(TransportError) {
        let isStarted = Workers.detach {
            body(self)
            self.state.withLock { $0.isDone = true }
        }
        guard isStarted else { throw .cannotRun("a second thread", reason: describe(-EAGAIN)) }
    }

    /// What has come since, at least one item unless the time was up. Nil: there is nothing more, for ever.
    ///
    /// - Parameter patience: Milliseconds; after them an empty batch is given.
    package func take(patience: Int = 1_000) -> [Item]? {
        if rest(.asleep, whileEmpty: true) {
            wait(CInt(clamping: patience))
            if rest(.gathering, whileEmpty: false) { wait(gathering) }
        }
        return state.withLock { state in
            state.rest = .none
            let items = state.items
            guard !items.isEmpty || !state.isEnded else { return nil }
            state.items = []
            state.cost = 0
            return items
        }
    }

    /// - Returns: Whether there is a reason to wait.
    private func rest(_ rest: Rest, whileEmpty: Bool) -> Bool {
        state.withLock { state in
            guard !state.isEnded, state.items.isEmpty == whileEmpty, state.cost < capacity / 4 else { return false }
            state.rest = rest
            return true
        }
    }

    private func wait(_ milliseconds: CInt) {
        var waiting = pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, milliseconds)
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(bell.read, &bytes, bytes.count) == bytes.count {}
    }
}
