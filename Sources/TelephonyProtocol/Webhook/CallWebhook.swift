/// The request that asks a bridge what to do with an incoming call, as Twilio POSTs it. The answer is TwiML.
/// Source: Twilio Voice, "TwiML request parameters".
package struct CallWebhook: Sendable {
    /// In the order they are sent.
    package var parameters: [(name: String, value: String)]

    package init(callSid: String, accountSid: String, from: String, to: String, status: String = "ringing") {
        parameters = [
            ("AccountSid", accountSid),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", callSid),
            ("CallStatus", status),
            ("Called", to),
            ("Caller", from),
            ("Direction", "inbound"),
            ("From", from),
            ("To", to),
        ]
    }

    /// `application/x-www-form-urlencoded`.
    package var body: [UInt8] {
        Array(
            parameters.map { FormEncoding.encode($0.name) + "=" + FormEncoding.encode($0.value) }.joined(separator: "&")
                .utf8)
    }

    /// - Parameters:
    ///   - url: The public one, for it is what is signed.
    ///   - signature: Nil sends none, as somebody who is not Twilio would.
    package func headers(url: String, signature: WebhookSignature?) -> [(name: String, value: String)] {
        let common = [
            (name: "Content-Type", value: "application/x-www-form-urlencoded; charset=UTF-8"),
            (name: "User-Agent", value: "TwilioProxy/1.1"), (name: "Accept", value: "*/*"),
        ]
        return common + (signature?.headers(url: url, parameters: parameters) ?? [])
    }
}

/// Percent-encoding of form fields. Source: WHATWG URL Standard, "application/x-www-form-urlencoded".
package enum FormEncoding {
    package static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                output.append(byte)
            case UInt8(ascii: " "): output.append(UInt8(ascii: "+"))
            default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
