import JSONText

/// What the name of a field or header says about the string in it.
enum RedactedField: Equatable {
    /// Never looked into.
    case audio
    /// `Bearer …`: the scheme stays, for its absence is a finding.
    case authorization
    case apiKey, cookie, signature, clientSecret
    /// Sec-WebSocket-Protocol, where browsers put the key.
    case subprotocols
    case url
    /// Prose that may quote a key: error messages, reasons, bodies.
    case freeText
    case phoneNumber
    case accountSid
    case transcript
    /// A piece of a transcript, or of something else: the event's type decides.
    case delta
    /// Objects whose fields have a meaning of their own.
    case headers, customParameters

    var placeInside: RedactedPlace? {
        switch self {
        case .headers: .headers
        case .customParameters: .customParameters
        case .clientSecret: .clientSecret
        default: nil
        }
    }

    /// - Parameter name: of a field, any case, `-` and `_` alike; of a header inside ``RedactedPlace/headers``.
    static func named(_ name: UnsafeRawBufferPointer, in place: RedactedPlace) -> RedactedField? {
        if name.count < table.count {
            for (known, field) in table[name.count] where same(name, known) { return field }
        }
        switch place {
        case .headers:
            // Headers that users invent for their own gateways and tools.
            let text = String(decoding: name, as: UTF8.self).lowercased()
            guard text != "sec-websocket-key", text != "sec-websocket-accept" else { return nil }
            return ["auth", "token", "secret", "key", "password", "credential"].contains { text.contains($0) }
                ? .apiKey : nil
        case .clientSecret: return same(name, "value") ? .clientSecret : nil
        case .customParameters:
            // Users invent these, too.
            let text = String(decoding: name, as: UTF8.self).lowercased()
            func has(_ words: [String]) -> Bool { words.contains { text.contains($0) } }
            if has(["auth", "token", "secret", "key", "password", "credential", "jwt"]) { return .apiKey }
            return has(["phone", "number", "caller", "mobile", "msisdn"]) ? .phoneNumber : nil
        case .anywhere: return nil
        }
    }

    /// By length of the name.
    private static let table: [[(StaticString, RedactedField)]] = {
        let names: [(StaticString, RedactedField)] = [
            ("audio", .audio), ("payload", .audio), ("delta", .delta),
            ("authorization", .authorization), ("proxy-authorization", .authorization),
            ("api-key", .apiKey), ("apikey", .apiKey), ("x-api-key", .apiKey), ("openai-api-key", .apiKey),
            ("ocp-apim-subscription-key", .apiKey), ("auth-token", .apiKey), ("authtoken", .apiKey),
            ("access-token", .apiKey),
            ("cookie", .cookie), ("set-cookie", .cookie),
            ("x-twilio-signature", .signature),
            ("client-secret", .clientSecret),
            ("sec-websocket-protocol", .subprotocols), ("subprotocols", .subprotocols), ("protocols", .subprotocols),
            ("request", .url), ("url", .url), ("server-url", .url), ("uri", .url), ("proxy", .url),
            ("location", .url),
            ("message", .freeText), ("reason", .freeText), ("body", .freeText), ("detail", .freeText),
            ("error", .freeText), ("description", .freeText), ("arguments", .freeText), ("output", .freeText),
            ("from", .phoneNumber), ("to", .phoneNumber), ("caller", .phoneNumber), ("called", .phoneNumber),
            ("callerid", .phoneNumber), ("caller-id", .phoneNumber), ("phone", .phoneNumber),
            ("phone-number", .phoneNumber), ("phonenumber", .phoneNumber), ("from-number", .phoneNumber),
            ("to-number", .phoneNumber), ("forwardedfrom", .phoneNumber), ("number", .phoneNumber),
            ("account-sid", .accountSid), ("accountsid", .accountSid),
            ("transcript", .transcript), ("text", .transcript),
            ("headers", .headers), ("responseheaders", .headers), ("request-headers", .headers),
            ("response-headers", .headers), ("sip-headers", .headers),
            ("customparameters", .customParameters), ("custom-parameters", .customParameters),
        ]
        var table = [[(StaticString, RedactedField)]](
            repeating: [], count: 1 + (names.map { $0.0.utf8CodeUnitCount }.max() ?? 0))
        for name in names { table[name.0.utf8CodeUnitCount].append(name) }
        return table
    }()

    private static func same(_ name: UnsafeRawBufferPointer, _ known: StaticString) -> Bool {
        guard name.count == known.utf8CodeUnitCount else { return false }
        for index in 0..<name.count {
            var byte = name[index]
            if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { byte |= 0x20 }
            if byte == UInt8(ascii: "_") { byte = UInt8(ascii: "-") }
            if byte != known.utf8Start[index] { return false }
        }
        return true
    }
}

/// Where in a message a field stands.
enum RedactedPlace {
    case anywhere, headers, customParameters, clientSecret
}
