/// Turns a stream of chunks into samples, wherever the chunks were cut: half a sample waits for its other half.
package struct SampleDecoder: Sendable {
    package let encoding: AudioEncoding
    /// The first byte of a PCM sample whose second has not arrived yet.
    package private(set) var pendingByte: UInt8?

    package init(_ encoding: AudioEncoding) { self.encoding = encoding }

    package mutating func receive(_ bytes: [UInt8]) -> [Int16] {
        bytes.withUnsafeBytes { receive($0) }
    }

    package mutating func receive(_ bytes: UnsafeRawBufferPointer) -> [Int16] {
        guard let first = bytes.first else { return [] }
        guard let pending = pendingByte else {
            if encoding.incompleteBytes(of: bytes.count) == 1 { pendingByte = bytes.last }
            return encoding.decode(bytes)
        }
        pendingByte = nil
        let joined = Int16(truncatingIfNeeded: Int(pending) | Int(first) << 8)
        return [joined] + receive(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
    }
}
