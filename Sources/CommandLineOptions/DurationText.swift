/// Durations as people write them: `500ms`, `5s`, `2m`, `1.5s`; a bare number is seconds.
extension Duration {
    /// Nil for anything else, for a negative number, and beyond a year.
    package init?(text: String) {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)]
        let unit = units.first { text.hasSuffix($0.0) }
        guard let number = Double(text.dropLast(unit?.0.count ?? 0)), number >= 0 else { return nil }
        let seconds = number * (unit?.1 ?? 1)
        guard seconds <= 366 * 86400 else { return nil }
        self = .microseconds(Int64((seconds * 1_000_000).rounded()))
    }

    /// `500ms`, `5s`, `2m`, the shortest that is exact to the millisecond.
    package var text: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        if milliseconds % 1000 != 0 { return "\(milliseconds)ms" }
        let seconds = milliseconds / 1000
        return seconds != 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}
