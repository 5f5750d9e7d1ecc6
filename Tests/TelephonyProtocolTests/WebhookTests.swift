// The request that Twilio makes when a call comes in.
import TelephonyProtocol
import Testing

struct WebhookTests {
    private let webhook = CallWebhook(callSid: "CA1", accountSid: "AC1", from: "+15550100001", to: "+15550100002")

    @Test func `the body is a form with everything a bridge asks for`() {
        #expect(
            String(decoding: webhook.body, as: UTF8.self)
                == "AccountSid=AC1&ApiVersion=2010-04-01&CallSid=CA1&CallStatus=ringing&Called=%2B15550100002&Caller=%2B15550100001&Direction=inbound&From=%2B15550100001&To=%2B15550100002"
        )
    }

    @Test func `the headers sign the public URL, or nothing`() {
        let url = "https://bridge.example/incoming-call"
        let signature = WebhookSignature(secret: "12345")
        let headers = webhook.headers(url: url, signature: signature)
        #expect(
            headers.first { $0.name == "Content-Type" }?.value == "application/x-www-form-urlencoded; charset=UTF-8")
        #expect(
            headers.first { $0.name == "X-Twilio-Signature" }?.value
                == signature.sign(url: url, parameters: webhook.parameters))
        #expect(!webhook.headers(url: url, signature: nil).contains { $0.name == "X-Twilio-Signature" })
    }

    @Test(arguments: [("a b&c=d", "a+b%26c%3Dd"), ("Zoë", "Zo%C3%AB"), ("*-._09AZaz", "*-._09AZaz"), ("~", "%7E")])
    func `form fields are encoded`(text: String, expected: String) { #expect(FormEncoding.encode(text) == expected) }
}
