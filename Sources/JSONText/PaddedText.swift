/// A buffer that is filled again and again and always has the readable bytes behind its text that a scan needs.
package struct PaddedText {
    private var storage: [UInt8]
    package private(set) var count = 0

    package init(capacity: Int = 4096) {
        storage = [UInt8](repeating: 0, count: max(0, capacity) + TopLevelFields.padding)
    }

    package mutating func removeAll() { count = 0 }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        let needed = count + bytes.count + TopLevelFields.padding
        if storage.count < needed { grow(to: max(needed, storage.count * 2)) }
        let start = count
        storage.withUnsafeMutableBytes { $0[start...].copyMemory(from: bytes) }
        count += bytes.count
    }

    private mutating func grow(to capacity: Int) {
        var larger = [UInt8](repeating: 0, count: capacity)
        larger.withUnsafeMutableBytes { target in
            storage.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        storage = larger
    }

    package mutating func replace(with bytes: UnsafeRawBufferPointer) {
        count = 0
        append(bytes)
    }

    package mutating func replace(with text: String) {
        var text = text
        count = 0
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Gives back what one very long text made it grow to.
    package mutating func shrink(above limit: Int) {
        guard storage.count > limit + TopLevelFields.padding else { return }
        storage = [UInt8](repeating: 0, count: limit + TopLevelFields.padding)
        count = 0
    }

    /// The text, with ``TopLevelFields/padding`` readable bytes behind it.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
}

extension UnsafeMutableRawBufferPointer.SubSequence {
    fileprivate func copyMemory(from bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: self).copyMemory(from: bytes)
    }
}
