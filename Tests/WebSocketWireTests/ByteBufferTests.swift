// The buffer against an array that does the same.
import Testing

@testable import WebSocketWire

struct ByteBufferTests {
    @Test func `it holds what an array would hold, through growth and partial consumption`() {
        var chance = Seeded(state: 3)
        let buffer = ByteBuffer(pool: BufferPool())
        var model: [UInt8] = []
        for step in 0..<5000 {
            if Bool.random(using: &chance) {
                let more = [UInt8](
                    repeating: UInt8(truncatingIfNeeded: step), count: Int.random(in: 0...700, using: &chance))
                more.withUnsafeBytes { buffer.append($0) }
                model += more
            } else {
                let gone = Int.random(in: 0...min(model.count, 900), using: &chance)
                buffer.consume(gone)
                model.removeFirst(gone)
            }
            #expect(buffer.count == model.count)
        }
        #expect(Array(buffer.bytes) == model)
        buffer.removeAll()
        #expect(buffer.isEmpty && Array(buffer.bytes) == [])
    }

    @Test func `an emptied buffer lends its large block to the next`() {
        let pool = BufferPool()
        let (first, second) = (ByteBuffer(pool: pool), ByteBuffer(pool: pool))
        let large = [UInt8](repeating: 1, count: 100_000)
        large.withUnsafeBytes { first.append($0) }
        let place = first.bytes.baseAddress
        first.consume(large.count)
        #expect(first.bytes.baseAddress == nil)
        large.withUnsafeBytes { second.append($0) }
        #expect(second.bytes.baseAddress == place)
    }

    @Test func `a small buffer keeps its memory, and more than a block is its own`() {
        let buffer = ByteBuffer(pool: BufferPool())
        [UInt8](repeating: 1, count: 1000).withUnsafeBytes { buffer.append($0) }
        buffer.consume(1000)
        #expect(buffer.bytes.baseAddress != nil)
        let huge = [UInt8](repeating: 7, count: 3_000_000)
        huge.withUnsafeBytes { buffer.append($0) }
        #expect(Array(buffer.bytes) == huge)
        buffer.consume(huge.count)
        #expect(buffer.bytes.baseAddress == nil)
    }
}
