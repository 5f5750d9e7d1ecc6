/// Base64 in a scanned message, to bytes and samples, without a copy where none is needed.
import Base64Coding
import JSONText
import SpeechAudio

enum AudioPayload {
    /// False when it is no base64.
    static func decode(_ value: RawJSON?, into bytes: inout [UInt8]) -> Bool {
        guard let value else { return false }
        if let text = value.escapedBytes, Base64.decode(text, into: &bytes) == nil { return true }
        // Some writers escape the slashes of base64.
        guard value.stringBytes == nil, let text = value.string else { return false }
        return Array(text.utf8).withUnsafeBytes { Base64.decode($0, into: &bytes) == nil }
    }

    static func withSamples(
        of bytes: [UInt8], _ encoding: AudioEncoding, _ body: (UnsafeBufferPointer<Int16>) -> Void
    ) {
        if case .pcm16 = encoding, Int16(littleEndian: 1) == 1 {
            bytes.withUnsafeBytes { raw in
                let whole = UnsafeRawBufferPointer(rebasing: raw[..<(raw.count & ~1)])
                whole.withMemoryRebound(to: Int16.self) { body($0) }
            }
        } else {
            encoding.decode(bytes).withUnsafeBufferPointer { body($0) }
        }
    }
}
