/// How far measurements lie apart.
package struct Spread: Sendable, Equatable {
    package var count: Int
    package var least: Double
    /// Half of them are at most this.
    package var p50: Double
    package var p95: Double
    package var most: Double

    /// - Returns: Nil without a finite value.
    package init?(_ values: [Double]) {
        let sorted = values.filter(\.isFinite).sorted()
        guard let least = sorted.first, let most = sorted.last else { return nil }
        // The nearest rank, so that what is shown is a value that was measured.
        func rank(_ share: Double) -> Double {
            sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
        }
        count = sorted.count
        self.least = least
        p50 = rank(0.5)
        p95 = rank(0.95)
        self.most = most
    }

    package init(count: Int, least: Double, p50: Double, p95: Double, most: Double) {
        self.count = count
        self.least = least
        self.p50 = p50
        self.p95 = p95
        self.most = most
    }
}
