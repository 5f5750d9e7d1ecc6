import JSONText

/// What a string's own shape says: keys, addresses with credentials, telephone numbers.
enum RedactedValue {
    /// The first bytes of everything that matters whatever field it stands in.
    static func mayMatter(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count >= 4 else { return false }
        let (first, second) = (value[0], value[1])
        switch first {
        case UInt8(ascii: "s"):
            return second == UInt8(ascii: "k") && value[2] == UInt8(ascii: "-")
                || second == UInt8(ascii: "i") && (starts(value, "sip:") || starts(value, "sips:"))
        case UInt8(ascii: "e"): return second == UInt8(ascii: "k") && value[2] == UInt8(ascii: "_")
        case UInt8(ascii: "o"): return second == UInt8(ascii: "p") && starts(value, "openai-insecure-api-key.")
        case UInt8(ascii: "t"): return starts(value, "tel:")
        case UInt8(ascii: "h"):
            return second == UInt8(ascii: "t") && (starts(value, "http:") || starts(value, "https:"))
        case UInt8(ascii: "w"): return second == UInt8(ascii: "s") && (starts(value, "ws:") || starts(value, "wss:"))
        case UInt8(ascii: "B"): return starts(value, "Bearer ")
        case UInt8(ascii: "<"): return starts(value, "<?xml") || starts(value, "<Response")
        default: return false
        }
    }

    private static func starts(_ value: UnsafeRawBufferPointer, _ start: StaticString) -> Bool {
        value.count >= start.utf8CodeUnitCount
            && RawJSON.same(UnsafeRawBufferPointer(rebasing: value.prefix(start.utf8CodeUnitCount)), start)
    }

    /// The kind of the first secret found and the text without secrets; nil when there is none.
    static func withoutSecrets(
        _ value: String, _ field: RedactedField?, _ place: RedactedPlace
    ) -> (kind: String, text: String)? {
        switch field {
        case .authorization: return authorization(value).map { ("authorization", $0) }
        case .apiKey: return isSecret(value) ? ("api-key", "<redacted:api-key>") : nil
        case .cookie: return isSecret(value) ? ("cookie", "<redacted:cookie>") : nil
        case .signature: return isSecret(value) ? ("signature", "<redacted:signature>") : nil
        case .clientSecret: return isSecret(value) ? ("client-secret", "<redacted:client-secret>") : nil
        case .subprotocols: return subprotocols(value).map { ("api-key", $0) }
        case .freeText: return prose(value).map { ("api-key", $0) } ?? address(value)
        default: break
        }
        if isKey(Substring(value)) { return ("api-key", "<redacted:api-key>") }
        if value.hasPrefix("Bearer ") { return authorization(value).map { ("authorization", $0) } }
        if value.hasPrefix(insecureKey) { return subprotocols(value).map { ("api-key", $0) } }
        return address(value)
    }

    /// Nil when there is no telephone number, or none where numbers live.
    static func withoutPhoneNumbers(_ value: String, _ field: RedactedField?, _ place: RedactedPlace) -> String? {
        for scheme in ["sip:", "sips:", "tel:"] where value.hasPrefix(scheme) { return uri(value, scheme) }
        if field == .phoneNumber || place == .customParameters {
            if isPhoneNumber(value, strict: field != .phoneNumber) { return "<redacted:phone-number>" }
        }
        if place == .headers, value.contains("sip:") || value.contains("tel:") { return numbersInside(value) }
        if value.hasPrefix("<?xml") || value.contains("<Response") { return numbersInside(value) }
        return nil
    }

    private static let insecureKey = "openai-insecure-api-key."

    /// What code sends when it has no key; worth seeing, and nobody's secret.
    private static func isSecret(_ value: String) -> Bool {
        !["", "undefined", "null", "None", "nil"].contains(value) && !value.hasPrefix("<redacted:")
    }

    private static func authorization(_ value: String) -> String? {
        for scheme in ["Bearer", "Basic", "bearer", "basic"] where value.hasPrefix(scheme) {
            let rest = value.dropFirst(scheme.count)
            guard rest.first == " " || rest.isEmpty else { break }
            let secret = rest.drop { $0 == " " }
            return isSecret(String(secret)) ? "\(scheme) <redacted:authorization>" : nil
        }
        return isSecret(value) ? "<redacted:authorization>" : nil
    }

    private static func subprotocols(_ value: String) -> String? {
        var changed = false
        let parts = value.split(separator: ",", omittingEmptySubsequences: false).map { part -> String in
            let name = part.drop { $0 == " " }
            let key = name.dropFirst(insecureKey.count)
            guard name.hasPrefix(insecureKey), isSecret(String(key)) else { return String(part) }
            changed = true
            return part[..<key.startIndex] + "<redacted:api-key>"
        }
        return changed ? parts.joined(separator: ",") : nil
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// `sk-…` and `ek_…` of a length that no word has.
    private static func isKey(_ text: Substring) -> Bool {
        (text.hasPrefix("sk-") || text.hasPrefix("ek_")) && text.utf8.count >= 16 && text.utf8.allSatisfy(isKeyByte)
    }

    /// Keys inside a sentence, masked ones too, and whatever follows "Incorrect API key provided:".
    private static func prose(_ value: String) -> String? {
        var output = ""
        var changed = false
        var rest = Substring(value)
        while !rest.isEmpty {
            let word = rest.prefix { $0.isASCII && $0.utf8.allSatisfy(isKeyByte) }
            if word.isEmpty {
                output.append(rest.removeFirst())
                continue
            }
            rest = rest.dropFirst(word.count)
            let trimmed = word.reversed().drop { $0 == "." }.count
            let key = word.prefix(trimmed)
            let isProvided = output.hasSuffix("API key provided: ") || output.hasSuffix("Bearer ")
            if isKey(key) || key.hasPrefix(insecureKey) || isProvided && isSecret(String(key)) && !key.isEmpty {
                output += "<redacted:api-key>" + word.dropFirst(trimmed)
                changed = true
            } else {
                output += word
            }
        }
        return changed ? output : nil
    }

    private static let secretParameters: Set<String> = [
        "api-key", "api_key", "apikey", "key", "token", "access_token", "auth_token", "client_secret", "ticket", "sig",
        "signature", "authorization", "password", "secret",
    ]

    /// Credentials in the user part and in the query of a URL or a request line.
    private static func address(_ value: String) -> (kind: String, text: String)? {
        var text = value
        var kind: String?
        if let scheme = text.firstRange(of: "://") {
            let authority = text[scheme.upperBound...].prefix { !"/?# \"".contains($0) }
            if let at = authority.lastIndex(of: "@") {
                text.replaceSubrange(authority.startIndex..<at, with: "<redacted:credentials>")
                kind = "credentials"
            }
        }
        if let query = text.firstIndex(of: "?"),
            text.hasPrefix("http") || text.hasPrefix("ws") || text.hasPrefix("/")
                || text.contains(" /")
        {
            let start = text.index(after: query)
            let end = text[start...].firstIndex { $0 == " " || $0 == "#" } ?? text.endIndex
            let parameters = text[start..<end].split(separator: "&", omittingEmptySubsequences: false)
            let cleaned = parameters.map { parameter -> String in
                guard let equals = parameter.firstIndex(of: "=") else { return String(parameter) }
                let value = parameter[parameter.index(after: equals)...]
                let name = parameter[..<equals].lowercased()
                guard secretParameters.contains(name) || isKey(value), isSecret(String(value)),
                    !value.hasPrefix("<redacted:")
                else { return String(parameter) }
                kind = kind ?? "api-key"
                return parameter[...equals] + "<redacted:api-key>"
            }
            text.replaceSubrange(start..<end, with: cleaned.joined(separator: "&"))
        }
        return kind.map { ($0, text) }
    }

    /// E.164: `+` and 7 to 15 digits. Not strict: grouped by spaces, hyphens, points and brackets, or without the plus.
    private static func isPhoneNumber(_ value: String, strict: Bool) -> Bool {
        let digits = value.utf8.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
        guard (7...15).contains(digits) else { return false }
        if strict { return value.hasPrefix("+") && value.utf8.count == digits + 1 }
        return value.utf8.allSatisfy { "+0123456789 -.()".utf8.contains($0) }
    }

    /// The user part of a sip or tel address, when it is a number.
    private static func uri(_ value: String, _ scheme: String) -> String? {
        let user = value.dropFirst(scheme.count).prefix { !"@;?>:".contains($0) }
        guard isPhoneNumber(String(user), strict: false) else { return nil }
        return scheme + "<redacted:phone-number>" + value[user.endIndex...]
    }

    /// Every E.164 number in TwiML or a SIP header, and the user part of its sip and tel addresses.
    private static func numbersInside(_ value: String) -> String? {
        var output = ""
        var changed = false
        var rest = Substring(value)
        while let first = rest.first {
            let startsNumber = first == "+" || (output.hasSuffix("sip:") || output.hasSuffix("tel:")) && first.isNumber
            let digits = rest.dropFirst(first == "+" ? 1 : 0).prefix { $0.isASCII && $0.isNumber }
            if startsNumber, (7...15).contains(digits.count) {
                output += "<redacted:phone-number>"
                rest = rest[digits.endIndex...]
                changed = true
            } else {
                output.append(rest.removeFirst())
            }
        }
        return changed ? output : nil
    }
}
