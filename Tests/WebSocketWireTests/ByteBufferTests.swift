// The buffer against an array that does the same.
import Testing

@testable import WebSocketWire

struct ByteBufferTests {
    @Test func `it holds what an array would hold, through growth and partial consumption`() {
        var chance = Seeded(state: 3)
        let buffer = ByteBuffer()
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
}
