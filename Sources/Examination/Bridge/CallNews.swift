import CallCapture
import JSONText

/// What a call's observations mean to somebody who watches.
enum CallNews {
    /// Nil for what is not worth a line.
    static func words(_ kind: String, _ data: JSONObject) -> String? {
        switch kind {
        case ObservationKind.said:
            let isInterruption = data["interrupts"] == true
            return "caller: “\(data["text"]?.string ?? "…")”\(isInterruption ? " (over the bridge)" : "")"
        case ObservationKind.played:
            guard let from = data["fromMs"]?.number, let to = data["toMs"]?.number else { return nil }
            return "bridge: \(((to - from) / 100).rounded() / 10) s of speech"
        case ObservationKind.waited:
            let what = data["for"]?.string ?? "bridge"
            return what == "greeting" ? "no greeting; the caller begins" : "caller: waited for the \(what) in vain"
        case ObservationKind.carrier where data["count"] == nil && data["dropped"] == true:
            let number = data["number"]?.number.map { "Twilio \(Int($0)): " } ?? ""
            return "carrier: dropped a message (\(number)\(data["detail"]?.string ?? ""))"
        default: return nil
        }
    }
}
