import Base64Coding
import Foundation
import Testing

struct Base64Tests {
    @Test func `every length and every byte comes back`() {
        var output: [UInt8] = []
        for count in 0...260 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == text)
            #expect(Base64Tests.decode(text, into: &output) == nil)
            #expect(output == bytes)
            #expect(Array(text.utf8).withUnsafeBytes { Base64.decodedCount(of: $0) } == count)
        }
    }

    @Test func `the offset of the first wrong byte is told and nothing is given`() {
        let wrong: [(String, Int)] = [
            ("A", 1), ("AA", 2), ("AAA", 3), ("AAAAA", 5), ("AA=", 2), ("====", 0), ("A===", 1), ("=AAA", 0),
            ("AA=A", 2),
            ("AA==AAAA", 2), ("AAAA====", 4), ("AAAA\n", 4), ("AAAAAAA\n", 7), ("AA-_", 2), ("AAAAAA A", 6),
            ("AAAé", 3),
            ("AAA=AAA=", 3), ("AAAAA===", 5),
        ]
        var output: [UInt8] = [1, 2, 3]
        for (text, offset) in wrong {
            #expect(Base64Tests.decode(text, into: &output) == offset, "\(text)")
            #expect(output == [])
        }
    }

    @Test func `every byte outside the alphabet is refused in every place`() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var output: [UInt8] = []
        for place in 0..<8 {
            for byte in UInt8.min...UInt8.max
            where !alphabet.contains(byte) && !(place == 7 && byte == UInt8(ascii: "=")) {
                var text = Array("AAAAAAAA".utf8)
                text[place] = byte
                #expect(text.withUnsafeBytes { Base64.decode($0, into: &output) } == place)
            }
        }
    }

    @Test func `the buffer is used again, longer or shorter`() {
        var output: [UInt8] = []
        output.reserveCapacity(64)
        let address = output.withUnsafeBufferPointer { $0.baseAddress }
        for text in ["QUJDREVGRw==", "QQ==", "QUJDREVGR0hJSktM", ""] {
            #expect(Base64Tests.decode(text, into: &output) == nil)
            #expect(output == Array(Data(base64Encoded: text) ?? Data()))
            #expect(output.withUnsafeBufferPointer { $0.baseAddress } == address)
        }
    }

    private static func decode(_ text: String, into output: inout [UInt8]) -> Int? {
        Array(text.utf8).withUnsafeBytes { Base64.decode($0, into: &output) }
    }
}
