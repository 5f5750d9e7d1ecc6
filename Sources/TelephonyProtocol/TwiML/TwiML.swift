/// What a bridge answers to the webhook of a call: where the call's audio shall go, and what Twilio would say of it.
/// Source: Twilio Voice, `<Stream>`; error dictionary, 31920 to 31941.
package struct TwiML: Sendable, Equatable {
    /// In the order they stand.
    package var streams: [Stream] = []
    package var problems: [TwiMLProblem] = []
    /// The verbs directly inside `<Response>`: what the caller gets in place of a stream.
    package var verbs: [String] = []

    package init() {}

    /// The stream that Twilio would open, of several that in both directions; nil when there is none, or only ones it refuses.
    package var followed: Stream? {
        guard !problems.contains(where: { $0.isFatal && $0.stream == nil }) else { return nil }
        let good = streams.indices.filter { index in !problems.contains { $0.isFatal && $0.stream == index } }
        // A stream that only listens runs beside the call, for a recorder perhaps; the one of <Connect> is the call.
        let chosen = good.first { streams[$0].kind == .bidirectional } ?? good.first
        return chosen.map { streams[$0] }
    }

    package struct Stream: Sendable, Equatable {
        package var kind: CarrierJudge.StreamKind
        /// As written. The query, if any, is not sent: see ``address``.
        package var url: String
        package var name: String?
        package var track: String?
        package var statusCallback: String?
        package var parameters: [Parameter] = []
        package var place: Place

        /// Nil when the URL is malformed.
        package var address: StreamAddress? { try? StreamAddress(url) }
    }

    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Both from 1.
    package struct Place: Sendable, Equatable {
        package var line: Int
        package var column: Int
        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }
}

/// Something in the answer that Twilio refuses, ignores or does otherwise than was meant.
package struct TwiMLProblem: Sendable, Equatable {
    package enum Reason: String, Sendable, CaseIterable {
        case empty, html
        case tooLarge = "too-large"
        case notXML = "not-xml"
        case documentType = "document-type"
        case wrongRoot = "wrong-root"
        case contentType = "content-type"
        case noStream = "no-stream"
        case severalStreams = "several-streams"
        case misplacedStream = "misplaced-stream"
        case missingURL = "missing-url"
        case malformedURL = "malformed-url"
        case schemeNotWSS = "scheme-not-wss"
        case queryString = "query-string"
        case invalidTrack = "invalid-track"
        case parameter
    }

    package var reason: Reason
    /// Of a stream, 319xx; of the document, 12xxx. Nil where Twilio says nothing.
    package var number: Int?
    package var message: String
    package var hint: String?
    package var place: TwiML.Place
    /// The stream does not start.
    package var isFatal: Bool
    /// The index of the stream that it concerns; nil: the whole answer.
    package var stream: Int?
}

/// Where a stream goes: an absolute `ws` or `wss` URL in its parts.
package struct StreamAddress: Sendable, Equatable {
    package var scheme: String
    package var host: String
    /// Nil: the scheme's own.
    package var port: Int?
    /// With its leading slash; without query and fragment.
    package var path: String
    package var query: String?

    package enum Flaw: Error, Sendable, Equatable {
        case notAbsolute, noHost, badPort, badCharacter
    }

    package init(_ url: String) throws(Flaw) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { throw .badCharacter }
        guard let separator = url.range(of: "://"), separator.lowerBound > url.startIndex else { throw .notAbsolute }
        scheme = url[..<separator.lowerBound].lowercased()
        var rest = url[separator.upperBound...]
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = slash == rest.endIndex ? "/" : String(rest[slash...])
        let authority = rest[..<slash]
        let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[bracket...].firstIndex(of: ":") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                throw .badPort
            }
            port = number
            host = String(authority[..<colon])
        } else {
            host = String(authority)
        }
        guard !host.isEmpty, !host.contains("@") else { throw .noHost }
    }
}

extension StringProtocol {
    /// The first place of `text`; FoundationEssentials has none.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
