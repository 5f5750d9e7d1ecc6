// Reads HTTP/1.1 messages from bytes as they come, within fixed bounds. RFC 9112.
// What follows a message (the first WebSocket frames, often in the same read) is kept for whoever takes over.

package struct HTTPReceiver {
    /// 64 KiB of request line and headers.
    package static let headLimit = 64 * 1024
    /// 1 MiB of body: enough for REST requests and error pages.
    package static let bodyLimit = 1024 * 1024

    private var buffer: [UInt8] = []
    /// Where the search for the end of the head goes on, so that a head that comes byte by byte is scanned once.
    private var scanned = 0
    private var lineStart = 0
    private var request: (head: HTTPRequestHead, body: HTTPBody)?
    private var response: (head: HTTPResponseHead, body: HTTPBody)?

    private let requestLimit: Int

    /// - Parameter requestLimit: Bytes of a request's body.
    package init(requestLimit: Int = bodyLimit) { self.requestLimit = requestLimit }

    /// Keeps the bytes; `nextRequest` or `nextResponse` says what they make. Call one of them after each `receive`, for
    /// that is where bounds are enforced.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        buffer.append(contentsOf: bytes)
    }

    /// The next whole request, nil until there is one.
    package mutating func nextRequest() throws(HTTPError) -> HTTPRequest? {
        if request == nil {
            guard let lines = try nextHead() else { return nil }
            let head = try HTTPSyntax.requestHead(lines)
            request = (head, try HTTPBody(ofRequest: head, limit: requestLimit))
        }
        guard try request?.body.take(from: &buffer) == true, let (head, body) = request else { return nil }
        request = nil
        return HTTPRequest(head, body: body.bytes)
    }

    /// Whether the client holds its body back until it reads `100 Continue`.
    package var awaitsContinue: Bool {
        guard let (head, body) = request, body.bytes.isEmpty, buffer.isEmpty else { return false }
        return head.headers.has("100-continue", in: "Expect")
    }

    /// The next whole response, nil until there is one. Interim responses other than 101 are skipped.
    /// - Parameter method: Of the request it answers: there is no body after HEAD, nor after a granted CONNECT.
    package mutating func nextResponse(to method: String = "GET") throws(HTTPError) -> HTTPResponse? {
        while true {
            if response == nil {
                guard let lines = try nextHead() else { return nil }
                let head = try HTTPSyntax.responseHead(lines)
                if (100..<200).contains(head.status), head.status != 101 { continue }
                pendingResponseHead = head
                response = (head, try HTTPBody(ofResponse: head, to: method))
            }
            guard try response?.body.take(from: &buffer) == true, let (head, body) = response else { return nil }
            (response, pendingResponseHead) = (nil, nil)
            return HTTPResponse(head, body: body.bytes)
        }
    }

    /// The head of the next response, nil until it is there; its body stays behind as it comes, for whoever passes it on.
    package mutating func nextResponseHead() throws(HTTPError) -> HTTPResponseHead? {
        while let lines = try nextHead() {
            let head = try HTTPSyntax.responseHead(lines)
            if head.status >= 200 { return head }
        }
        return nil
    }

    /// The head of a response whose body is still on its way, or could not be read.
    package private(set) var pendingResponseHead: HTTPResponseHead?

    /// The peer has ended the stream: a response whose length only the end tells is now whole.
    /// - Returns: nil when nothing had begun.
    package mutating func finishResponse() throws(HTTPError) -> HTTPResponse? {
        guard let (head, body) = response else {
            if buffer.isEmpty { return nil }
            throw .truncated
        }
        guard body.endsWithStream else { throw .truncated }
        (response, pendingResponseHead) = (nil, nil)
        return HTTPResponse(head, body: body.bytes)
    }

    /// What came after the last message; it is no longer kept here.
    package mutating func takeRemainder() -> [UInt8] {
        defer { (buffer, scanned, lineStart) = ([], 0, 0) }
        return buffer
    }

    /// The lines of a head without their ends, nil until the empty line has come.
    ///
    /// A bare LF ends a line too (RFC 9112, 2.2 allows it): whoever writes a server by hand should learn more from us
    /// than that. What we pass on is written anew, so nobody smuggles a request through us. A bare CR is refused as a header.
    private mutating func nextHead() throws(HTTPError) -> [ArraySlice<UInt8>]? {
        // Handshake or alert. A TLS greeting may hold no line end for long, and waiting for one would hide the cause.
        if scanned == 0, let first = buffer.first, first == 0x16 || first == 0x15 { throw .looksLikeTLS }
        while scanned < buffer.count {
            guard scanned < Self.headLimit else { throw .headTooLarge(limit: Self.headLimit) }
            let byte = buffer[scanned]
            scanned += 1
            guard byte == UInt8(ascii: "\n") else { continue }
            let line = HTTPSyntax.withoutEnd(buffer[lineStart..<scanned])
            lineStart = scanned
            guard line.isEmpty else { continue }
            let head = buffer[..<scanned]
            let lines = head.split(separator: UInt8(ascii: "\n")).map(HTTPSyntax.withoutEnd).filter { !$0.isEmpty }
            buffer.removeFirst(scanned)
            (scanned, lineStart) = (0, 0)
            // Empty lines before a request line are to be ignored (RFC 9112, 2.2).
            if !lines.isEmpty { return lines }
        }
        return nil
    }
}
