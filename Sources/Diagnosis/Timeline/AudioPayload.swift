/// Base64 in a scanned message, to bytes, without a copy where none is needed.
import Base64Coding
package import JSONText

package enum AudioPayload {
    /// False when it is no base64.
    package static func decode(_ value: RawJSON?, into bytes: inout [UInt8]) -> Bool {
        guard let value else { return false }
        if let text = value.escapedBytes, Base64.decode(text, into: &bytes) == nil { return true }
        // Some writers escape the slashes of base64.
        guard value.stringBytes == nil, let text = value.string else { return false }
        return Array(text.utf8).withUnsafeBytes { Base64.decode($0, into: &bytes) == nil }
    }
}
