/// Durations as plain numbers, for JSON and for arithmetic with numbers from elsewhere.
extension Duration {
    /// Whole and broken seconds, to about a nanosecond in a session's life.
    package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

    /// Whole and broken milliseconds.
    package var milliseconds: Double { Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15 }
}
