import CSimdJSON

/// The top-level fields of one JSON object, found without decoding or allocating: the hot path of reader, analyser and mock.
/// One value is used again and again; what a scan found points into the scanned text and dies with it.
package struct TopLevelFields {
    /// Readable bytes that must follow every scanned text; their content does not matter.
    package static let padding = Int(SJ_PADDING)

    package private(set) var count = 0
    /// simdjson's code of the last scan, for ``error``.
    private var code: Int32 = 0
    private var storage: [sj_field]

    /// - Parameter capacity: fields past this many are passed over; the largest Realtime event has fewer than 20.
    package init(capacity: Int = 48) {
        storage = [sj_field](repeating: TopLevelFields.empty, count: max(1, capacity))
    }

    /// Scans one JSON object. False, and no fields, when the text is not one; the values themselves are only delimited,
    /// not validated.
    ///
    /// - Parameter text: UTF-8 with ``padding`` readable bytes behind it.
    package mutating func scan(_ text: UnsafeRawBufferPointer) -> Bool {
        count = 0
        guard let base = text.baseAddress, !text.isEmpty else {
            code = TopLevelFields.emptyText
            return false
        }
        let found = storage.withUnsafeMutableBufferPointer { fields in
            fields.baseAddress.map { sj_fields(base, text.count, $0, Int32(fields.count)) } ?? TopLevelFields.emptyText
        }
        code = min(found, 0)
        count = Int(max(found, 0))
        return found >= 0
    }

    /// What a scan of the text found; nil when it is no JSON object.
    package mutating func scanned(_ text: UnsafeRawBufferPointer) -> TopLevelFields? { scan(text) ? self : nil }

    /// Why the last scan failed.
    package var error: JSONSyntaxError? {
        code == 0 ? nil : JSONSyntaxError(reason: String(cString: sj_error_text(-code)))
    }

    package func key(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: storage[index].key, count: Int(storage[index].key_length))
    }

    package func value(_ index: Int) -> RawJSON {
        let field = storage[index]
        return RawJSON(
            bytes: UnsafeRawBufferPointer(start: field.value, count: Int(field.value_length)),
            kind: RawJSON.Kind(rawValue: field.kind) ?? .number
        )
    }

    /// The first field of that name. Look-up is linear; where order matters or several are wanted, walk the indices.
    package subscript(name: StaticString) -> RawJSON? {
        for index in 0..<count where storage[index].key_length == name.utf8CodeUnitCount {
            if RawJSON.same(key(index), name) { return value(index) }
        }
        return nil
    }

    /// simdjson's EMPTY, negated as `sj_fields` does.
    private static let emptyText: Int32 = -12
    private static let nowhere: StaticString = ""
    private static var empty: sj_field {
        sj_field(key: nowhere.utf8Start, value: nowhere.utf8Start, key_length: 0, value_length: 0, kind: 0)
    }
}
