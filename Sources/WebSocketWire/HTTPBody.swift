// How long a body is, and its bytes as they come, up to a limit. RFC 9112, sections 6 and 7.

struct HTTPBody {
    private enum Rest {
        /// Bytes still to come.
        case length(Int)
        case chunkSize, chunkEnd, trailer
        case chunkData(Int)
        case untilEnd
    }

    private var rest: Rest
    private let limit: Int
    private(set) var bytes: [UInt8] = []
    /// Bytes of chunk extensions and trailers, which nobody needs and which must not be endless.
    private var overhead = 0
    private static let overheadLimit = 16 * 1024

    /// Only the end of the stream ends it.
    var endsWithStream: Bool {
        if case .untilEnd = rest { true } else { false }
    }

    init(ofRequest head: HTTPRequestHead, limit: Int = HTTPReceiver.bodyLimit) throws(HTTPError) {
        self.limit = limit
        rest = try Self.framing(head.headers, limit) ?? .length(0)
    }

    init(ofResponse head: HTTPResponseHead, to method: String) throws(HTTPError) {
        limit = HTTPReceiver.bodyLimit
        let tunnels = method == "CONNECT" && (200..<300).contains(head.status)
        if method == "HEAD" || tunnels || [101, 204, 304].contains(head.status) {
            rest = .length(0)
        } else {
            rest = try Self.framing(head.headers, limit) ?? .untilEnd
        }
    }

    private static func framing(_ headers: HTTPHeaders, _ limit: Int) throws(HTTPError) -> Rest? {
        let codings = headers.elements("Transfer-Encoding")
        let lengths = headers.elements("Content-Length")
        if !codings.isEmpty {
            // Both at once is how requests are smuggled (RFC 9112, 6.1).
            guard lengths.isEmpty else { throw .contradictoryLength("both Transfer-Encoding and Content-Length") }
            guard codings.count == 1, HTTPHeaders.matches(codings[0], "chunked") else {
                throw .unsupportedTransferCoding(HTTPError.excerpt(codings.joined(separator: ", ").utf8))
            }
            return .chunkSize
        }
        guard let value = lengths.first else {
            if headers["Content-Length"] == nil { return nil }
            throw .contradictoryLength("Content-Length without a value")
        }
        let isNumber = value.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, lengths.allSatisfy({ $0 == value }) else {
            throw .contradictoryLength("Content-Length: \(HTTPError.excerpt(lengths.joined(separator: ", ").utf8))")
        }
        guard let length = Int(value), length <= limit else {
            throw .bodyTooLarge(limit: limit)
        }
        return .length(length)
    }

    /// Takes what belongs to the body from the front of the buffer.
    /// - Returns: Whether the body is whole.
    mutating func take(from buffer: inout [UInt8]) throws(HTTPError) -> Bool {
        var position = 0
        defer { buffer.removeFirst(position) }
        while true {
            switch rest {
            case .length(let count), .chunkData(let count):
                let taken = min(count, buffer.count - position)
                try append(buffer[position..<(position + taken)])
                position += taken
                let isChunk = if case .chunkData = rest { true } else { false }
                guard taken == count else {
                    rest = isChunk ? .chunkData(count - taken) : .length(count - taken)
                    return false
                }
                guard isChunk else { return true }
                rest = .chunkEnd
            case .untilEnd:
                try append(buffer[position...])
                position = buffer.count
                return false
            case .chunkSize, .chunkEnd, .trailer:
                guard let line = try line(in: buffer, at: &position) else { return false }
                switch rest {
                case .chunkEnd:
                    guard line.isEmpty else { throw .malformedChunk }
                    rest = .chunkSize
                case .chunkSize:
                    let size = try Self.chunkSize(line, limit)
                    rest = size == 0 ? .trailer : .chunkData(size)
                default:
                    if line.isEmpty {
                        rest = .length(0)
                        return true
                    }
                }
            }
        }
    }

    private mutating func append(_ more: ArraySlice<UInt8>) throws(HTTPError) {
        guard bytes.count + more.count <= limit else {
            throw .bodyTooLarge(limit: limit)
        }
        bytes += more
    }

    private mutating func line(in buffer: [UInt8], at position: inout Int) throws(HTTPError) -> ArraySlice<UInt8>? {
        guard let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) else {
            guard overhead + buffer.count - position <= Self.overheadLimit else { throw .malformedChunk }
            return nil
        }
        let line = buffer[position...end]
        // The two bytes of an ordinary line end are free, or a long body in small chunks would look like an attack.
        overhead += max(0, line.count - 10)
        guard overhead <= Self.overheadLimit else { throw .malformedChunk }
        position = end + 1
        return HTTPSyntax.withoutEnd(line)
    }

    /// Hexadecimal digits, then perhaps an extension after a semicolon.
    private static func chunkSize(_ line: ArraySlice<UInt8>, _ limit: Int) throws(HTTPError) -> Int {
        let digits = line.prefix { PercentEncoding.hexDigit($0) != nil }
        let after = line.dropFirst(digits.count).drop { $0 == 0x20 || $0 == 0x09 }
        guard !digits.isEmpty, after.isEmpty || after.first == UInt8(ascii: ";") else { throw .malformedChunk }
        var size = 0
        for digit in digits {
            size = size << 4 | Int(PercentEncoding.hexDigit(digit) ?? 0)
            guard size <= limit else { throw .bodyTooLarge(limit: limit) }
        }
        return size
    }
}
