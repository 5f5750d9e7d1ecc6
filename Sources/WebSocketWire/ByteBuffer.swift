// One contiguous run of bytes, appended at the end and consumed from the front: outgoing frames, incoming messages.
// Neither zeroes nor copies what it need not, and gives large memory back as soon as it is empty.

/// Owned by one connection, so never shared.
package final class ByteBuffer {
    /// Memory up to this size is kept when the buffer runs empty: enough for a steady stream of audio messages,
    /// little enough for thousands of connections.
    private static let kept = 16 * 1024

    private let pool: BufferPool
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var head = 0
    private var tail = 0

    package init(pool: BufferPool) { self.pool = pool }

    deinit { release() }

    package var count: Int { tail - head }
    package var isEmpty: Bool { head == tail }

    /// Valid until the buffer is changed.
    package var bytes: UnsafeRawBufferPointer {
        guard let base else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: base + head, count: tail - head)
    }

    /// Room for `size` bytes at the end, uninitialised; what of it is filled is told to ``commit(_:)``.
    func prepare(_ size: Int) -> UnsafeMutableRawPointer {
        if let base, capacity - tail >= size { return base + tail }
        let used = count
        // Moving down is worth it only when at least half is free, or a slow reader would make every append a copy.
        if let base, used + size <= capacity / 2 {
            base.copyMemory(from: base + head, byteCount: used)
            (head, tail) = (0, used)
            return base + tail
        }
        let (fresh, grown) = allocate(max(256, used + size, capacity * 2))
        if let base { fresh.copyMemory(from: base + head, byteCount: used) }
        release()
        (base, capacity, head, tail) = (fresh, grown, 0, used)
        return fresh + used
    }

    func commit(_ size: Int) { tail += size }

    package func append(_ source: UnsafeRawBufferPointer) {
        guard let start = source.baseAddress, source.count > 0 else { return }
        prepare(source.count).copyMemory(from: start, byteCount: source.count)
        tail += source.count
    }

    package func consume(_ size: Int) {
        precondition(size >= 0 && size <= count, "consumed more than there is")
        head += size
        if head == tail { removeAll() }
    }

    package func removeAll() {
        (head, tail) = (0, 0)
        if capacity > Self.kept { release() }
    }

    private func allocate(_ size: Int) -> (UnsafeMutableRawPointer, Int) {
        if size > Self.kept, size <= BufferPool.blockBytes { return (pool.take(), BufferPool.blockBytes) }
        return (.allocate(byteCount: size, alignment: 16), size)
    }

    private func release() {
        guard let base else { return }
        if capacity == BufferPool.blockBytes { pool.give(base) } else { base.deallocate() }
        (self.base, capacity) = (nil, 0)
    }
}
