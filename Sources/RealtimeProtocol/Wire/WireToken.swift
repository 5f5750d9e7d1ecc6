/// A word of the protocol from a set that the service may extend: known words are constants, others are kept as they came.
package protocol WireToken: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    init(rawValue: String)
}

extension WireToken {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
    package var description: String { rawValue }
}
