/// What the bridge answers when the carrier asks what is to be done with a call: it is connected to the bridge's stream.
/// Source: Twilio Voice, `<Connect><Stream>`.
package enum IncomingCall {
    /// Where the carrier asks.
    package static let webhookPath = "/incoming-call"
    /// Where the carrier then connects to.
    package static let streamPath = "/media-stream"

    /// - Parameter host: To which the question came, for that is a name under which the bridge is known outside.
    /// - Returns: TwiML.
    package static func twiml(host: String) -> String {
        let host = host.filter { $0 != "<" && $0 != "&" && $0 != "\"" }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <Response><Connect><Stream url="wss://\(host)\(streamPath)"/></Connect></Response>

            """
    }
}
