/// The numbered parts of a probe with their checks, in fixed order. Empty for other captures.
enum Sections {
    static func sections(of call: Timeline) -> [Section] { [] }
}
