package import JSONText

/// A part of the protocol that is read from a JSON object and written to one, and keeps what it does not know.
///
/// `extra` holds every member that no property took, and every null: a null that arrived, or that the service shows, stays
/// there until its property has a value. So reading and writing in the same dialect loses nothing.
package protocol WireObject: Sendable, Equatable {
    var extra: JSONObject { get set }
    init(from reader: inout FieldReader) throws(FieldError)
    func write(to writer: inout FieldWriter)
}

extension WireObject {
    /// - Parameter dialect: Only where it is known: then names of the beta become their GA equivalents.
    package init(json: JSONObject, dialect: Dialect? = nil) throws(FieldError) {
        var reader = FieldReader(json, dialect: dialect)
        self = try Self(reading: &reader)
    }

    init(reading reader: inout FieldReader) throws(FieldError) {
        self = try Self(from: &reader)
        extra = reader.rest
    }

    package func json(in dialect: Dialect = .ga) -> JSONObject {
        var writer = FieldWriter(dialect: dialect, sender: .server)
        writer.write(self)
        return writer.object
    }
}

/// Why a JSON object is not what it should be: `'item_id' is missing`.
package struct FieldError: Error, Sendable, Equatable, CustomStringConvertible {
    package let path: String
    package let problem: String

    package var description: String { "'\(path)' \(problem)" }

    func within(_ outer: String) -> FieldError { FieldError(path: "\(outer).\(path)", problem: problem) }
}
