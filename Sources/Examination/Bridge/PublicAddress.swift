import TelephonyProtocol
package import Transport

/// The address under which a carrier would know the bridge, and where the bridge really listens: what a tunnel is between.
package struct PublicAddress: Sendable, Equatable {
    /// `bridge.example`, with its port where one was given.
    package var name: String
    /// Where the bridge listens.
    package var local: Endpoint

    package init(name: String, local: Endpoint) {
        self.name = name
        self.local = local
    }

    /// - Parameters:
    ///   - text: `wss://bridge.example=ws://127.0.0.1:5050`, or the first half alone.
    ///   - webhook: Its host and port stand for a second half that is missing.
    package init(_ text: String, webhook: Endpoint?) throws(TransportError) {
        let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
        let outside = try Endpoint(url: halves.first ?? "")
        name = outside.authority
        if halves.count == 2 {
            local = try Endpoint(url: halves[1])
        } else if let webhook {
            local = webhook
        } else {
            throw .badURL(text, reason: "it does not say where the bridge listens (wss://public=ws://host:port)")
        }
    }

    /// `https://bridge.example/incoming-call`, from the local URL of it.
    func webhookURL(_ webhook: Endpoint) -> String { "https://\(name)\(webhook.target)" }

    func names(_ address: StreamAddress) -> Bool {
        let host = name.split(separator: ":").first.map(String.init) ?? name
        return address.host.lowercased() == host.lowercased()
    }
}

/// Where one phone connection goes, and as what.
struct StreamTarget: Sendable, Equatable {
    /// What is dialled.
    var url: String
    /// What the signature is made for, as the carrier knows it.
    var signedURL: String
    /// Nil: what `url` says.
    var host: String?

    /// The stream of an answer to the webhook.
    ///
    /// The carrier leaves the query out. Source: Twilio error dictionary, 31920.
    init(_ stream: StreamAddress, webhook: Endpoint, public known: PublicAddress?) {
        let local = known?.local ?? webhook
        var target = local
        target.target = stream.path
        url = "\(local.isSecure ? "wss" : "ws")://\(local.hostAndPort)\(stream.path)"
        let authority = stream.host + (stream.port.map { ":\($0)" } ?? "")
        signedURL = "wss://\(authority)\(stream.path)"
        // Frameworks that look at it expect what the carrier would send; a bare loopback name says nothing about that.
        host = stream.host.lowercased() == webhook.host.lowercased() ? nil : authority
    }

    /// A stream that was named on the command line.
    init(direct url: String, _ endpoint: Endpoint, public known: PublicAddress?) {
        self.url = url
        signedURL = known.map { "wss://\($0.name)\(endpoint.target)" } ?? url
        host = known?.name
    }
}
