/// Finds a carrier's ids of calls and streams in what a bridge tells the service: metadata, instructions, a query.
import TelephonyProtocol

enum CarrierIDs {
    private static let length = 34
    /// A bridge names few; this is against floods.
    private static let most = 8

    static func collect(from text: UnsafeRawBufferPointer, into ids: inout Set<String>) {
        guard text.count >= length, ids.count < most else { return }
        for start in 0...(text.count - length) {
            let isCall = text[start] == UInt8(ascii: "C") && text[start + 1] == UInt8(ascii: "A")
            let isStream = text[start] == UInt8(ascii: "M") && text[start + 1] == UInt8(ascii: "Z")
            guard isCall || isStream else { continue }
            let id = String(decoding: text[start..<start + length], as: UTF8.self)
            guard CarrierIdentifier.isWellFormed(id, isCall ? .call : .stream) else { continue }
            ids.insert(id)
            if ids.count == most { return }
        }
    }
}
