/// Times in a capture: seconds on one clock, six decimals in the file, microseconds as values.
package enum CaptureTime {
    /// To the nearest microsecond. Times beyond 292,000 years are clamped, NaN is zero.
    package static func duration(seconds: Double) -> Duration {
        let microseconds = (seconds * 1e6).rounded()
        guard !microseconds.isNaN else { return .zero }
        return .microseconds(Int64(exactly: microseconds) ?? (microseconds < 0 ? .min / 1_000_000 : .max / 1_000_000))
    }

    /// Whole microseconds, rounded to nearest.
    static func microseconds(_ time: Duration) -> Int64 {
        let (seconds, attoseconds) = time.components
        let fraction = (attoseconds + (attoseconds < 0 ? -500_000_000_000 : 500_000_000_000)) / 1_000_000_000_000
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = whole.addingReportingOverflow(fraction)
        return carried ? (whole < 0 ? .min : .max) : sum
    }

    /// `12.345678`
    static func write(_ time: Duration, to output: inout [UInt8]) {
        let microseconds = microseconds(time)
        if microseconds < 0 { output.append(UInt8(ascii: "-")) }
        let magnitude = microseconds.magnitude
        output.append(contentsOf: String(magnitude / 1_000_000).utf8)
        output.append(UInt8(ascii: "."))
        var fraction = magnitude % 1_000_000
        var place: UInt64 = 100_000
        while place > 0 {
            output.append(UInt8(ascii: "0") + UInt8(fraction / place))
            fraction %= place
            place /= 10
        }
    }
}
