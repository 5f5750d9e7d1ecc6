/// Ids of the shape the service gives: `item_E6U0xpLmn5e80rVGpEeKv`. Realtime reference, 2.
///
/// 21 base62 characters of which the first five follow the time, so that ids of one session share a prefix; `call_` has 16
/// random ones. Treat ids of others as opaque.
package struct Identifier: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case session = "sess_"
        case conversation = "conv_"
        case item = "item_"
        case response = "resp_"
        case event = "event_"
        case call = "call_"
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// - Parameter unixSeconds: The session's clock; ids of the same second begin alike.
    package static func make(
        _ kind: Kind, unixSeconds: Int = 0, using generator: inout SplitMix64
    ) -> String {
        var bytes = Array(kind.rawValue.utf8)
        if kind != .call { bytes += timePrefix(unixSeconds) }
        let length = kind.rawValue.utf8.count + (kind == .call ? 16 : 21)
        while bytes.count < length { bytes.append(alphabet[Int(generator.next(below: 62))]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func timePrefix(_ unixSeconds: Int) -> [UInt8] {
        var rest = unixSeconds.magnitude
        var digits: [UInt8] = []
        for _ in 0..<5 {
            digits.append(alphabet[Int(rest % 62)])
            rest /= 62
        }
        return digits.reversed()
    }
}
