package import Diagnosis
package import JSONText

/// What a failure mode is, for `realtime-doctor explain`.
package enum Explanation {
    /// One in full.
    package static func text(_ about: About, style: TextStyle) -> String { "" }

    /// All, id and title in columns, grouped by whose fault they are.
    package static func list(_ all: [About], style: TextStyle) -> String { "" }

    package static func json(_ about: About) -> JSON { .null }

    package static func json(_ all: [About]) -> JSON { .array(all.map { json($0) }) }
}
