/// Numbers that came from outside, bounded so that arithmetic on them cannot overflow.
import JSONText

extension JSON {
    /// Milliseconds or a count; at most 2^40, which is 34 years.
    var boundedInteger: Int? { integer.map { max(0, min($0, 1 << 40)) } }
}

extension Int {
    /// To the nearest, at most 2^53 either way; what is no number is 0.
    init(bounded value: Double) {
        self = value.isNaN ? 0 : Int(Swift.max(-0x1p53, Swift.min(value.rounded(), 0x1p53)))
    }
}
