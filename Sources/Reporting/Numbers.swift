/// Numbers as people read them, the same in every format and on every machine.
enum Numbers {
    static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        let whole = Int64(scaled / scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + String(whole) }
        let digits = String(Int64(scaled) - whole * Int64(scale))
        return sign + "\(whole)." + String(repeating: "0", count: max(0, places - digits.count)) + digits
    }

    /// `620 ms`, `2.4 s`
    static func seconds(_ value: Double) -> String {
        value < 1 ? "\(fixed(value * 1000, 0)) ms" : "\(fixed(value, 1)) s"
    }

    static func milliseconds(_ value: Double) -> String {
        value < 10 ? "\(fixed(value, 1)) ms" : value < 1000 ? "\(fixed(value, 0)) ms" : "\(fixed(value / 1000, 1)) s"
    }
}
