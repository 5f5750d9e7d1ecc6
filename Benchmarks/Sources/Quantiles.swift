// The middle, the tail and the worst of many measurements.
import JSONText

struct Quantiles {
    private var values: [Double] = []

    var count: Int { values.count }

    mutating func add(_ value: Double) { values.append(value) }

    /// `p50`, `p99`, `max` and `count`, in the unit that went in, to two decimals.
    var json: JSON {
        let sorted = values.sorted()
        func at(_ share: Double) -> JSON {
            guard !sorted.isEmpty else { return .null }
            let value = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
            return .number((value * 100).rounded() / 100)
        }
        return ["p50": at(0.5), "p99": at(0.99), "max": at(1), "count": JSON(sorted.count)]
    }
}
