import CSimdJSON

/// Why a text is not JSON, in simdjson's words.
package struct JSONSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: String
    package var description: String { reason }
}

extension JSON {
    /// Parses strict JSON (RFC 8259), UTF-8, at most 1,024 levels deep. The first of two equal keys is the one that is found.
    package init(parsing text: String) throws(JSONSyntaxError) {
        var text = text
        let outcome = text.withUTF8 { JSON.parse(UnsafeRawBufferPointer($0)) }
        self = try outcome.get()
    }

    package init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
        self = try bytes.withUnsafeBytes { JSON.parse($0) }.get()
    }

    package init(parsing bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
        self = try JSON.parse(bytes).get()
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer) -> Result<JSON, JSONSyntaxError> {
        guard let base = bytes.baseAddress, !bytes.isEmpty else {
            return .failure(JSONSyntaxError(reason: "the text is empty"))
        }
        var tape = sj_tape()
        let code = sj_parse(base, bytes.count, &tape)
        guard code == 0, let words = tape.tape, let strings = tape.strings else {
            return .failure(JSONSyntaxError(reason: String(cString: sj_error_text(code))))
        }
        var reader = TapeReader(words: words, strings: strings)
        return .success(reader.value())
    }
}

/// Walks simdjson's tape: 8-bit tag, 56-bit payload a word (doc/tape.md of simdjson).
private struct TapeReader {
    let words: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>
    var index = 1  // word 0 is the root

    mutating func value() -> JSON {
        let word = words[index]
        index += 1
        switch UInt8(truncatingIfNeeded: word >> 56) {
        case UInt8(ascii: "{"):
            var members: [JSONObject.Member] = []
            members.reserveCapacity(count(word))
            while UInt8(truncatingIfNeeded: words[index] >> 56) != UInt8(ascii: "}") {
                let key = string(words[index])
                index += 1
                members.append(JSONObject.Member(key: key, value: value()))
            }
            index += 1
            return .object(JSONObject(members: members))
        case UInt8(ascii: "["):
            var items: [JSON] = []
            items.reserveCapacity(count(word))
            while UInt8(truncatingIfNeeded: words[index] >> 56) != UInt8(ascii: "]") { items.append(value()) }
            index += 1
            return .array(items)
        case UInt8(ascii: "\""): return .string(string(word))
        case UInt8(ascii: "l"):
            index += 1
            return .integer(Int64(bitPattern: words[index - 1]))
        case UInt8(ascii: "u"):
            index += 1
            return .number(Double(words[index - 1]))
        case UInt8(ascii: "d"):
            index += 1
            return .number(Double(bitPattern: words[index - 1]))
        case UInt8(ascii: "t"): return .bool(true)
        case UInt8(ascii: "f"): return .bool(false)
        default: return .null
        }
    }

    /// How many members or items follow; saturated at 16,777,215.
    private func count(_ word: UInt64) -> Int { Int(word >> 32 & 0xFF_FFFF) }

    private func string(_ word: UInt64) -> String {
        let start = strings + Int(word & 0x00FF_FFFF_FFFF_FFFF)
        let count = Int(UnsafeRawPointer(start).loadUnaligned(as: UInt32.self))
        return String(decoding: UnsafeBufferPointer(start: start + 4, count: count), as: UTF8.self)
    }
}
