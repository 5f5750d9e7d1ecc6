// The signature that a bridge checks, against the reference's own vectors.
import TelephonyProtocol
import Testing

struct SignatureTests {
    /// Auth token `12345`. A trailing slash makes another signature.
    @Test(arguments: [
        ("wss://example.com/stream", "KG4JbhDlv15BMlxSTOWKt9btbgg="),
        ("wss://example.com/stream/", "Jg6Z/GYqtvZUUtFCEi2KISJhfbU="),
        ("https://example.com/stream", "zGIU+oSZCvak1C5FPf80YI0N0tE="),
    ]) func `a URL alone is signed as the reference says`(url: String, expected: String) {
        #expect(WebhookSignature(secret: "12345").sign(url: url) == expected)
    }

    /// Twilio's documentation, "Explore the algorithm yourself": its URL, its five parameters and its token.
    @Test func `parameters are signed in the order of their names`() {
        let parameters = [
            (name: "To", value: "+18005551212"), (name: "Digits", value: "1234"), (name: "From", value: "+14158675309"),
            (name: "CallSid", value: "CA1234567890ABCDE"), (name: "Caller", value: "+14158675309"),
        ]
        let signature = WebhookSignature(secret: "12345").sign(
            url: "https://mycompany.com/myapp.php?foo=1&bar=2", parameters: parameters)
        #expect(signature == "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    }

    @Test func `the newer scheme names its key and uses SHA-256`() {
        let fields = WebhookSignature(secret: "12345", algorithm: .sha256(keyName: "k1")).headers(
            url: "wss://example.com/stream")
        #expect(fields.map(\.name) == ["X-Twilio-Signature", "X-Twilio-Webhooks-Signature-Settings"])
        // printf %s wss://example.com/stream | openssl dgst -sha256 -hmac 12345 -binary | base64
        #expect(
            fields.map(\.value) == ["s7dIO6Cr3pDGJ6uv+RByjdSUt6OWN8Cs9d7KCcxCoNE=", "key=k1,algorithm=HMAC_SHA256"])
    }

    @Test func `an empty token signs too`() {
        // printf %s a | openssl dgst -sha1 -mac HMAC -macopt hexkey: -binary | base64
        #expect(WebhookSignature(secret: "").sign(url: "a") == "f5hBCfOXWfP0HboE9Rg3QeNvFEU=")
    }
}
