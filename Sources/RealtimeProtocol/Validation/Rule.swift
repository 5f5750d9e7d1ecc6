/// What a field may hold, as data: the tables of allowed settings are written in these words, and `RuleCheck` reads them.
indirect enum Rule: Sendable {
    case any
    case bool
    case string(maxLength: Int = .max)
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// One of these words.
    case word([String])
    /// An object of which the service looks at nothing.
    case openObject
    /// An object with these fields and no others.
    case object(Shape)
    /// An object whose fields depend on one of them, which is looked at first.
    case union(Union)
    case list(Rule)
    /// One of these lists of words, as a set.
    case combination([[String]])
    /// The first for a string, the second for an object.
    case either(string: Rule, object: Rule)
    case nullable(Rule)
    /// A number of tokens, or `inf`.
    case tokenLimit
    /// At most 16 pairs of short strings.
    case metadata
}

struct Shape: Sendable {
    let fields: [String: Rule]
    /// In the order in which their absence is reported.
    let required: [String]

    init(_ fields: [String: Rule], required: [String] = []) {
        self.fields = fields
        self.required = required
    }

    func adding(_ more: [String: Rule], required also: [String] = []) -> Shape {
        Shape(fields.merging(more) { _, new in new }, required: required + also)
    }
}

struct Union: Sendable {
    /// The field that tells which.
    let tag: String
    /// Taken when the field is absent; nil: then it is missing.
    let assumed: String?
    /// In the order in which the service lists them.
    let arms: [(name: String, rule: Rule)]
    /// How many of them the service's message lists.
    let listed: Int

    init(_ tag: String, assumed: String? = nil, _ arms: [(String, Rule)], listed: Int = .max) {
        self.listed = listed
        self.tag = tag
        self.assumed = assumed
        self.arms = arms.map { (name: $0.0, rule: $0.1) }
    }
}
