/// Ids of the shape that Twilio gives: two letters and 32 hexadecimal digits. Treat ids of others as opaque.
/// Source: Twilio REST API, Stream SID pattern `^MZ[0-9a-f]{32}$`; likewise `CA`, `AC`.
package enum CarrierIdentifier {
    package enum Kind: String, Sendable, CaseIterable {
        case stream = "MZ"
        case call = "CA"
        case account = "AC"
    }

    package static func make(_ kind: Kind, using generator: inout some RandomNumberGenerator) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var bytes = Array(kind.rawValue.utf8)
        for _ in 0..<32 { bytes.append(digits[Int.random(in: 0..<16, using: &generator)]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func isWellFormed(_ text: String, _ kind: Kind) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 34 && bytes.starts(with: kind.rawValue.utf8)
            && bytes.dropFirst(2).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
                default: false
                }
            }
    }
}
