import COpenSSL
import FoundationEssentials

/// `X-Twilio-Signature`: how a bridge knows that a request comes from its carrier. Source: Twilio, request validation;
/// twilio-python 9.13.0, `request_validator.py`.
package struct WebhookSignature: Sendable {
    package static let header = "X-Twilio-Signature"
    package static let settingsHeader = "X-Twilio-Webhooks-Signature-Settings"

    package enum Algorithm: Sendable, Equatable {
        /// Keyed with the account's auth token.
        case sha1
        /// Keyed with the secret of a shared key, which the settings header names.
        case sha256(keyName: String)
    }

    private let secret: [UInt8]
    package let algorithm: Algorithm

    package init(secret: String, algorithm: Algorithm = .sha1) {
        self.secret = Array(secret.utf8)
        self.algorithm = algorithm
    }

    /// - Parameters:
    ///   - url: As it stands in the TwiML, or as the webhook is configured, scheme included; `wss` for a stream.
    ///   - parameters: Of a form-encoded body; none for the upgrade of a stream.
    /// - Returns: Base64 of the HMAC over the URL and, in the order of names, each name and value.
    package func sign(url: String, parameters: [(name: String, value: String)] = []) -> String {
        let sorted = parameters.sorted { left, right in
            // By code points, as Python sorts; Swift would compare canonically.
            left.name == right.name
                ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        var message = Array(url.utf8)
        for parameter in sorted {
            message += parameter.name.utf8
            message += parameter.value.utf8
        }
        return Data(code(for: message)).base64EncodedString()
    }

    /// The header fields to send with a request.
    package func headers(url: String, parameters: [(name: String, value: String)] = []) -> [(
        name: String, value: String
    )] {
        var fields = [(name: Self.header, value: sign(url: url, parameters: parameters))]
        if case .sha256(let keyName) = algorithm {
            fields.append((Self.settingsHeader, "key=\(keyName),algorithm=HMAC_SHA256"))
        }
        return fields
    }

    private func code(for message: [UInt8]) -> [UInt8] {
        let digest: OpaquePointer? =
            switch algorithm {
            case .sha1: EVP_sha1()
            case .sha256: EVP_sha256()
            }
        var count: UInt32 = 0
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        // An empty token still needs an address.
        let key = secret.isEmpty ? [0] : secret
        _ = HMAC(digest, key, Int32(clamping: secret.count), message, message.count, &code, &count)
        return Array(code.prefix(Int(count)))
    }
}
