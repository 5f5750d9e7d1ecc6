// What both ends agree on when they compress: permessage-deflate, offered, accepted or declined. RFC 7692, section 7.1.

/// The agreed parameters; as an offer, what the client asks for.
package struct DeflateParameters: Sendable, Equatable {
    package static let extensionName = "permessage-deflate"

    /// Each message is compressed without the ones before it: less memory between messages, worse compression.
    package var serverNoContextTakeover: Bool
    package var clientNoContextTakeover: Bool
    /// 8...15: the window is two to this power of bytes.
    package var serverMaxWindowBits: Int
    package var clientMaxWindowBits: Int

    package init(
        serverNoContextTakeover: Bool = false, clientNoContextTakeover: Bool = false, serverMaxWindowBits: Int = 15,
        clientMaxWindowBits: Int = 15
    ) {
        self.serverNoContextTakeover = serverNoContextTakeover
        self.clientNoContextTakeover = clientNoContextTakeover
        self.serverMaxWindowBits = serverMaxWindowBits
        self.clientMaxWindowBits = clientMaxWindowBits
    }

    /// The element of `Sec-WebSocket-Extensions` with which a client offers; the server may always limit its window.
    package var offer: String {
        element(
            clientWindow: clientMaxWindowBits < 15
                ? "; client_max_window_bits=\(clientMaxWindowBits)" : "; client_max_window_bits")
    }

    /// The element with which a server accepts.
    package var acceptance: String {
        element(clientWindow: clientMaxWindowBits < 15 ? "; client_max_window_bits=\(clientMaxWindowBits)" : "")
    }

    private func element(clientWindow: String) -> String {
        var text = Self.extensionName
        if serverNoContextTakeover { text += "; server_no_context_takeover" }
        if clientNoContextTakeover { text += "; client_no_context_takeover" }
        if serverMaxWindowBits < 15 { text += "; server_max_window_bits=\(serverMaxWindowBits)" }
        return text + clientWindow
    }

    /// What a server answers to the first offer that is valid.
    ///
    /// - Parameters:
    ///   - headers: The client's; every valid offer can be met, an invalid one is passed over (RFC 7692, 5.1).
    ///   - wish: What the server wants for itself; the smaller window and the "no takeover" of either side win.
    /// - Returns: nil when there is no valid offer: the connection then goes uncompressed.
    package static func accepted(from headers: HTTPHeaders, wish: DeflateParameters = .init()) -> DeflateParameters? {
        for element in ExtensionElement.parse(headers) ?? [] where element.name == extensionName {
            guard let offer = Terms(element, isOffer: true) else { continue }
            var agreed = wish
            if offer.serverNoContextTakeover { agreed.serverNoContextTakeover = true }
            if offer.clientNoContextTakeover { agreed.clientNoContextTakeover = true }
            agreed.serverMaxWindowBits = min(wish.serverMaxWindowBits, offer.serverMaxWindowBits ?? 15)
            // The client's window may be limited only if the client said that it knows how (RFC 7692, 7.1.2.2).
            agreed.clientMaxWindowBits =
                offer.mayLimitClientWindow ? min(wish.clientMaxWindowBits, offer.clientMaxWindowBits ?? 15) : 15
            return agreed
        }
        return nil
    }

    /// What a client makes of the server's answer to its `offer`.
    /// - Returns: nil when the answer is not one to this offer.
    package static func agreed(_ element: ExtensionElement, to offer: DeflateParameters) -> DeflateParameters? {
        guard let answer = Terms(element, isOffer: false),
            answer.serverNoContextTakeover || !offer.serverNoContextTakeover
        else { return nil }
        let serverBits = answer.serverMaxWindowBits ?? 15
        guard serverBits <= offer.serverMaxWindowBits else { return nil }
        return DeflateParameters(
            serverNoContextTakeover: answer.serverNoContextTakeover,
            clientNoContextTakeover: answer.clientNoContextTakeover || offer.clientNoContextTakeover,
            serverMaxWindowBits: serverBits,
            clientMaxWindowBits: min(answer.clientMaxWindowBits ?? 15, offer.clientMaxWindowBits)
        )
    }

    /// The parameters of one element, each at most once and well-formed.
    private struct Terms {
        var serverNoContextTakeover = false
        var clientNoContextTakeover = false
        var serverMaxWindowBits: Int?
        var clientMaxWindowBits: Int?
        var mayLimitClientWindow = false

        init?(_ element: ExtensionElement, isOffer: Bool) {
            var seen: Set<String> = []
            for (name, value) in element.parameters {
                guard seen.insert(name).inserted else { return nil }
                switch (name, value) {
                case ("server_no_context_takeover", nil): serverNoContextTakeover = true
                case ("client_no_context_takeover", nil): clientNoContextTakeover = true
                case ("server_max_window_bits", let value?):
                    guard let bits = Self.windowBits(value) else { return nil }
                    serverMaxWindowBits = bits
                case ("client_max_window_bits", let value?):
                    guard let bits = Self.windowBits(value) else { return nil }
                    (clientMaxWindowBits, mayLimitClientWindow) = (bits, true)
                case ("client_max_window_bits", nil) where isOffer: mayLimitClientWindow = true
                default: return nil
                }
            }
        }

        /// 8...15 without leading zeros.
        private static func windowBits(_ text: String) -> Int? {
            ["8", "9", "10", "11", "12", "13", "14", "15"].contains(text) ? Int(text) : nil
        }
    }
}

/// One extension with its parameters. RFC 6455, section 9.1.
package struct ExtensionElement: Equatable {
    /// Lower case.
    package let name: String
    package let parameters: [(name: String, value: String?)]

    /// Every element of `Sec-WebSocket-Extensions`, in order.
    /// - Returns: nil when the field is malformed.
    package static func parse(_ headers: HTTPHeaders) -> [ExtensionElement]? {
        var elements: [ExtensionElement] = []
        for text in headers.elements("Sec-WebSocket-Extensions") {
            let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmingBlanks }
            guard let name = parts.first, HTTPSyntax.isToken(name.utf8) else { return nil }
            var parameters: [(name: String, value: String?)] = []
            for part in parts.dropFirst() {
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let key = pair[0].trimmingBlanks
                guard HTTPSyntax.isToken(key.utf8) else { return nil }
                guard pair.count > 1 else {
                    parameters.append((key.lowercased(), nil))
                    continue
                }
                // A quoted value must be a token once the quotes are gone (RFC 6455, 9.1).
                var value = pair[1].trimmingBlanks
                if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                    value = String(value.dropFirst().dropLast())
                }
                guard HTTPSyntax.isToken(value.utf8) else { return nil }
                parameters.append((key.lowercased(), value))
            }
            elements.append(ExtensionElement(name: name.lowercased(), parameters: parameters))
        }
        return elements
    }

    package static func == (left: ExtensionElement, right: ExtensionElement) -> Bool {
        left.name == right.name && left.parameters.elementsEqual(right.parameters) { $0 == $1 }
    }
}
