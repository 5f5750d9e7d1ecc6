package import JSONText

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Percentiles of any number of latencies in little memory, and of shards as of the whole: counts in buckets whose borders grow by
/// 2 %, so that a percentile is at most 1 % off. Only whole numbers are added, so that the order of merging changes nothing.
/// Source: C. Masson, J. Rim, H. Lee, DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees, 2019.
package struct LatencySketch: Sendable, Equatable {
    /// By the number of the bucket; a bucket ends at ``smallest`` times ``growth`` to that power.
    private var buckets: [Int: Int] = [:]
    package private(set) var count = 0
    /// Microseconds.
    private var least = Int.max
    private var most = Int.min

    private static let growth = 1.02
    /// Milliseconds; all that is quicker is one bucket.
    private static let smallest = 0.1
    /// A day.
    private static let largest = 86_400_000.0

    package init() {}

    /// - Parameter milliseconds: What is no number, or negative, is not counted; a day is the most.
    package mutating func add(_ milliseconds: Double) {
        guard milliseconds >= 0 else { return }
        let value = min(milliseconds, Self.largest)
        buckets[Self.bucket(value), default: 0] += 1
        count += 1
        let microseconds = Int((value * 1_000).rounded())
        least = min(least, microseconds)
        most = max(most, microseconds)
    }

    package mutating func merge(_ other: LatencySketch) {
        buckets.merge(other.buckets) { $0 + $1 }
        count += other.count
        least = min(least, other.least)
        most = max(most, other.most)
    }

    /// - Parameter share: 0...1.
    /// - Returns: Milliseconds; nil when nothing was added. Exact at both ends.
    package func percentile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = Int((Double(count - 1) * min(max(share, 0), 1)).rounded(.up))
        if rank == 0 { return minimum }
        if rank >= count - 1 { return maximum }
        var seen = 0
        for bucket in buckets.keys.sorted() {
            seen += buckets[bucket] ?? 0
            if seen > rank {
                // In the middle of the bucket both borders are equally far off.
                let value = 2 * Self.smallest * pow(Self.growth, Double(bucket)) / (1 + Self.growth)
                return min(max(value, minimum ?? value), maximum ?? value)
            }
        }
        return maximum
    }

    package var minimum: Double? { count > 0 ? Double(least) / 1_000 : nil }
    package var maximum: Double? { count > 0 ? Double(most) / 1_000 : nil }

    private static func bucket(_ value: Double) -> Int {
        value <= smallest ? 0 : Int((log(value / smallest) / log(growth)).rounded(.up))
    }

    // MARK: As JSON

    /// `{"count":3,"minUs":…,"maxUs":…,"buckets":[[312,1],[330,2]]}`
    package var json: JSON {
        [
            "count": JSON(count), "minUs": count > 0 ? JSON(least) : .null, "maxUs": count > 0 ? JSON(most) : .null,
            "buckets": .array(buckets.sorted { $0.key < $1.key }.map { [JSON($0.key), JSON($0.value)] }),
        ]
    }

    /// Nil when it is none of ours: counts that are negative, beyond 2^40, or do not add up.
    package init?(json: JSON) {
        guard let count = json["count"]?.integer, (0...1 << 40).contains(count), let pairs = json["buckets"]?.array
        else { return nil }
        let last = Self.bucket(Self.largest)
        var sum = 0
        for pair in pairs {
            guard let bucket = pair[0]?.integer, (0...last).contains(bucket), let number = pair[1]?.integer, number > 0,
                buckets[bucket] == nil
            else { return nil }
            buckets[bucket] = number
            let (total, isTooMuch) = sum.addingReportingOverflow(number)
            guard !isTooMuch else { return nil }
            sum = total
        }
        guard sum == count else { return nil }
        self.count = count
        guard count > 0 else { return }
        guard let least = json["minUs"]?.integer, let most = json["maxUs"]?.integer, 0 <= least, least <= most else {
            return nil
        }
        self.least = least
        self.most = most
    }
}
