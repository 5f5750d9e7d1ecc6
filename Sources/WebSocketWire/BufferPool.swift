// Large blocks of memory that the connections of one event loop lend one another: a busy connection must not fault
// in fresh pages for every flush (it made sending twenty times slower), and an idle one must not sit on them.

/// Confined to one thread, like the connections that share it. Made once per event loop.
package final class BufferPool {
    /// Larger than what Transport lets a connection gather before it flushes; only touched pages are real.
    static let blockBytes = 512 * 1024
    private static let most = 16

    private var spare: [UnsafeMutableRawPointer] = []

    package init() {}

    deinit { spare.forEach { $0.deallocate() } }

    func take() -> UnsafeMutableRawPointer {
        spare.popLast() ?? UnsafeMutableRawPointer.allocate(byteCount: Self.blockBytes, alignment: 16)
    }

    func give(_ block: UnsafeMutableRawPointer) {
        if spare.count < Self.most { spare.append(block) } else { block.deallocate() }
    }
}
