// Requests and responses as bytes, with nothing in them that a value could smuggle in. RFC 9112, section 2.1.

extension HTTPRequest {
    /// Content-Length is added when there is a body.
    package func serialized() throws(HTTPError) -> [UInt8] {
        var headers = head.headers
        if !body.isEmpty { headers["Content-Length"] = String(body.count) }
        return try head.serialized(headers) + body
    }
}

extension HTTPRequestHead {
    package func serialized() throws(HTTPError) -> [UInt8] { try serialized(headers) }

    fileprivate func serialized(_ headers: HTTPHeaders) throws(HTTPError) -> [UInt8] {
        guard HTTPSyntax.isToken(method.utf8) else { throw .unwritable("the method") }
        guard !target.isEmpty, target.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .unwritable("the request target")
        }
        return Array("\(requestLine)\r\n".utf8) + (try headers.serialized())
    }
}

extension HTTPResponse {
    /// Content-Length is added, unless the headers have one (it may be wrong on purpose) or a Transfer-Encoding.
    package func serialized() throws(HTTPError) -> [UInt8] {
        var head = head
        if head.headers["Content-Length"] == nil, head.headers["Transfer-Encoding"] == nil,
            head.status >= 200, head.status != 204
        {
            head.headers.append("Content-Length", String(body.count))
        }
        return try head.serialized() + body
    }
}

extension HTTPResponseHead {
    package func serialized() throws(HTTPError) -> [UInt8] {
        guard (100...999).contains(status) else { throw .unwritable("the status") }
        guard HTTPSyntax.isFieldValue(reason.utf8) else { throw .unwritable("the reason phrase") }
        return Array("HTTP/1.\(minorVersion) \(status) \(reason)\r\n".utf8) + (try headers.serialized())
    }
}

extension HTTPHeaders {
    /// The fields and the empty line after them.
    fileprivate func serialized() throws(HTTPError) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in fields {
            guard HTTPSyntax.isToken(field.name.utf8) else {
                throw .unwritable("the header name \(HTTPError.excerpt(field.name.utf8))")
            }
            guard HTTPSyntax.isFieldValue(field.value.utf8) else { throw .unwritable("the header \(field.name)") }
            bytes += "\(field.name): \(field.value)\r\n".utf8
        }
        return bytes + "\r\n".utf8
    }
}
