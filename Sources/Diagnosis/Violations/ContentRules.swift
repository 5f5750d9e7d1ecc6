/// I30: which content belongs to which role. The beta names an assistant's content as parts do. Realtime reference, 6.4.
import JSONText
import RealtimeProtocol

enum ContentRules {
    /// `input_audio in a message of the assistant`; nil when all fits, or when nothing is known of the role.
    ///
    /// - Parameter isAsked: The client's own item. Voice Live, which speaks the beta, takes either name there.
    static func wrongType(in item: JSON, _ dialect: Dialect, isAsked: Bool = false) -> String? {
        guard item["type"]?.string ?? "message" == "message", let role = item["role"]?.string,
            let allowed = allowed(role, dialect, isAsked)
        else { return nil }
        let types = (item["content"]?.array ?? []).compactMap { $0["type"]?.string }
        return types.first { !allowed.contains($0) }.map { "\($0) in a message of the \(role)" }
    }

    private static func allowed(_ role: String, _ dialect: Dialect, _ isAsked: Bool) -> Set<String>? {
        switch role {
        case "user": ["input_text", "input_audio", "input_image"]
        case "system": ["input_text"]
        case "assistant" where dialect == .ga: ["output_text", "output_audio"]
        case "assistant": isAsked ? ["text", "audio", "output_text", "output_audio"] : ["text", "audio"]
        default: nil
        }
    }
}
