// From the webhook's answer to the stream that Twilio would open, with everything that is wrong on the way.

extension TwiML {
    /// - Parameter contentType: The answer's header; nil when it has none.
    package static func parse(_ bytes: [UInt8], contentType: String?) -> TwiML {
        var twiml = TwiML()
        twiml.read(bytes, contentType: contentType)
        return twiml
    }

    private mutating func read(_ bytes: [UInt8], contentType: String?) {
        let start = Place(line: 1, column: 1)
        guard bytes.contains(where: { $0 > 0x20 }) else {
            return refuse(.empty, 12_100, "the answer is empty", hint: "answer with a <Response>", at: start)
        }
        guard bytes.count <= TwiMLReader.maximumBytes else {
            return refuse(
                .tooLarge, 11_750, "the answer has \(bytes.count) bytes; Twilio reads \(TwiMLReader.maximumBytes)",
                at: start)
        }
        let reader = TwiMLReader(bytes)
        let root = reader.elements.first
        if reader.documentType?.lowercased() == "html" || root?.name.lowercased() == "html" {
            return refuse(
                .html, 12_100, "the answer is a page of HTML, not TwiML",
                hint: "is this the right path? A framework's error page looks like this", at: root?.place ?? start)
        }
        if let failure = reader.failure { return refuse(failure, bytes) }
        guard root?.name == "Response" else {
            return refuse(
                .wrongRoot, 12_100, "the root is <\(excerpt(root?.name ?? ""))>, not <Response>",
                hint: root?.name.lowercased() == "response" ? "names are case-sensitive" : nil, at: root?.place ?? start
            )
        }
        judge(contentType)
        verbs = reader.elements.filter { $0.ancestors.count == 1 }.map(\.name)
        for element in reader.elements { take(element) }
        judgeStreams(connects: reader.elements.count { $0.name == "Connect" })
    }

    // MARK: Elements

    private mutating func take(_ element: TwiMLReader.Element) {
        switch element.name {
        case "Stream": takeStream(element)
        case "Parameter" where element.ancestors.last == "Stream" && !streams.isEmpty: takeParameter(element)
        case let name where ["connect", "start", "stream", "parameter"].contains(name.lowercased()):
            guard name != "Connect", name != "Start", name != "Parameter" else { return }
            note(.misplacedStream, nil, "<\(name)> is no verb", hint: "names are case-sensitive", at: element.place)
        default: break
        }
    }

    private mutating func takeStream(_ element: TwiMLReader.Element) {
        let kind: CarrierJudge.StreamKind? =
            switch element.ancestors {
            case ["Response", "Connect"]: .bidirectional
            case ["Response", "Start"]: .unidirectional
            default: nil
            }
        // <Stop><Stream> ends one.
        if element.ancestors.last == "Stop" { return }
        guard let kind else {
            return note(
                .misplacedStream, nil, "<Stream> stands in <\(excerpt(element.ancestors.last ?? ""))>",
                hint: "put it into <Connect>", at: element.place)
        }
        streams.append(
            Stream(
                kind: kind, url: element["url"] ?? "", name: element["name"], track: element["track"],
                statusCallback: element["statusCallback"], place: element.place))
    }

    private mutating func takeParameter(_ element: TwiMLReader.Element) {
        let last = streams.count - 1
        guard let name = element["name"], !name.isEmpty else {
            return note(.parameter, nil, "a <Parameter> without `name`", at: element.place, stream: last)
        }
        let value = element["value"] ?? ""
        if name.utf8.count + value.utf8.count >= 500 {
            note(
                .parameter, nil,
                "the <Parameter> `\(excerpt(name))` is longer than the 500 characters that are allowed",
                at: element.place, stream: last)
        }
        streams[last].parameters.append(Parameter(name: name, value: value))
    }

    // MARK: Judging

    private mutating func judge(_ contentType: String?) {
        let type = (contentType ?? "").split(separator: ";").first.map { $0.lowercased().filter { $0 != " " } } ?? ""
        guard !["text/xml", "application/xml", "text/html"].contains(type) else { return }
        // text/plain would be read aloud; anything else is refused.
        note(
            .contentType, 12_300, "the content type is `\(excerpt(contentType ?? "(none)"))`",
            hint: "answer with `Content-Type: text/xml`", at: Place(line: 1, column: 1), fatal: true)
    }

    private mutating func judgeStreams(connects: Int) {
        let connected = streams.filter { $0.kind == .bidirectional }
        // One <Connect> after another is fine: the second begins when the first stream has ended.
        if connected.count > connects, let second = connected.dropFirst().first {
            note(
                .severalStreams, nil, "\(connected.count) streams in <Connect>; a call has one such stream at a time",
                at: second.place)
        }
        if streams.isEmpty {
            let instead =
                verbs.isEmpty
                ? "the response is empty" : "there is " + verbs.map { "<\(excerpt($0))>" }.joined(separator: ", ")
            note(
                .noStream, nil, "no <Stream>: \(instead)",
                hint: "answer with <Connect><Stream url=\"wss://…\"/></Connect>", at: Place(line: 1, column: 1),
                fatal: true)
        }
        for index in streams.indices { judge(streams[index], index) }
    }

    private mutating func judge(_ stream: Stream, _ index: Int) {
        func add(
            _ reason: TwiMLProblem.Reason, _ code: CarrierCode, _ message: String, hint: String?, fatal: Bool = true
        ) {
            note(reason, code.number, message, hint: hint, at: stream.place, fatal: fatal, stream: index)
        }
        let tracks =
            stream.kind == .bidirectional
            ? ["inbound_track"] : ["inbound_track", "outbound_track", "both_tracks"]
        if let track = stream.track, !tracks.contains(track) {
            let verb = stream.kind == .bidirectional ? "Connect" : "Start"
            add(
                .invalidTrack, .invalidTrack, "track=\"\(excerpt(track))\" on <\(verb)><Stream>",
                hint: stream.kind == .bidirectional
                    ? "leave `track` out" : "one of " + tracks.joined(separator: ", "))
        }
        guard !stream.url.isEmpty else {
            return add(
                .missingURL, .malformedURL, "<Stream> without `url`", hint: "as in url=\"wss://example.com/media\"")
        }
        let address: StreamAddress
        do throws(StreamAddress.Flaw) { address = try StreamAddress(stream.url) } catch {
            return add(
                .malformedURL, .malformedURL, "the URL \(excerpt(stream.url)) \(error.words)",
                hint: "an absolute URL, as wss://example.com/media")
        }
        if address.scheme != "wss" {
            add(
                .schemeNotWSS, .schemeIsNotWSS, "the URL begins with \(excerpt(address.scheme))://, not wss://",
                hint: "Twilio opens nothing but wss")
        }
        if address.query != nil {
            add(
                .queryString, .handshakeError, "the URL has a query string, which Twilio does not send",
                hint: "pass values with <Parameter>, or in the path", fatal: false)
        }
    }

    // MARK: Writing down

    private mutating func refuse(_ failure: TwiMLReader.Failure, _ bytes: [UInt8]) {
        switch failure {
        case .syntax(let reason, let place):
            // What is no XML from its first character on is most often JSON or plain text.
            let first = bytes.first { $0 > 0x20 } ?? 0
            let hint: String? =
                first == UInt8(ascii: "<")
                ? nil : "it begins with: " + excerpt(String(decoding: bytes.prefix(40), as: UTF8.self))
            refuse(.notXML, 12_100, "not XML: \(reason)", hint: hint, at: place)
        case .documentType(let place):
            refuse(.documentType, 12_100, "a document type is declared, which TwiML does not have", at: place)
        case .tooMuch(let place):
            refuse(.tooLarge, 12_100, "more elements or attributes, or deeper ones, than any TwiML has", at: place)
        }
    }

    private mutating func refuse(
        _ reason: TwiMLProblem.Reason, _ number: Int?, _ message: String, hint: String? = nil, at place: Place
    ) {
        note(reason, number, message, hint: hint, at: place, fatal: true)
    }

    private mutating func note(
        _ reason: TwiMLProblem.Reason, _ number: Int?, _ message: String, hint: String? = nil, at place: Place,
        fatal: Bool = false, stream: Int? = nil
    ) {
        problems.append(
            TwiMLProblem(
                reason: reason, number: number, message: message, hint: hint, place: place, isFatal: fatal,
                stream: stream))
    }
}

extension StreamAddress.Flaw {
    fileprivate var words: String {
        switch self {
        case .notAbsolute: "is not absolute"
        case .noHost: "names no host"
        case .badPort: "has no port of 1 to 65535 behind its colon"
        case .badCharacter: "has a character that needs percent-encoding"
        }
    }
}
