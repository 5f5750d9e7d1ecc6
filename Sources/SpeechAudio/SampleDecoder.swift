/// Turns a stream of chunks into samples, wherever the chunks were cut: half a sample waits for its other half.
package struct SampleDecoder: Sendable {
    package let encoding: AudioEncoding
    /// The first byte of a PCM sample whose second has not arrived yet.
    package private(set) var pendingByte: UInt8?
    /// The last small chunk: a stream's chunks are of one size, and whoever has looked at one is done with it.
    private var samples: [Int16] = []

    package init(_ encoding: AudioEncoding) { self.encoding = encoding }

    package mutating func receive(_ bytes: [UInt8]) -> [Int16] {
        bytes.withUnsafeBytes { receive($0) }
    }

    package mutating func receive(_ bytes: UnsafeRawBufferPointer) -> [Int16] {
        guard let first = bytes.first else { return [] }
        guard let pending = pendingByte else {
            if encoding.incompleteBytes(of: bytes.count) == 1 { pendingByte = bytes.last }
            return decode(bytes)
        }
        pendingByte = nil
        let joined = Int16(truncatingIfNeeded: Int(pending) | Int(first) << 8)
        return [joined] + receive(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
    }

    private mutating func decode(_ bytes: UnsafeRawBufferPointer) -> [Int16] {
        let count = bytes.count / encoding.bytesPerSample
        guard (1...2_048).contains(count) else { return encoding.decode(bytes) }
        if samples.count != count { samples = [Int16](repeating: 0, count: count) }
        samples.withUnsafeMutableBufferPointer { encoding.decode(bytes, to: $0) }
        return samples
    }
}
