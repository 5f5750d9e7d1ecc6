import RealtimeProtocol

/// How long `semantic_vad` waits when the caller pauses. The service asks a model whether the sentence is over, and waits at most 2, 4 or
/// 8 s by its eagerness. Here a sentence of the library that is recognised to its end is over, one that is recognised as a beginning is
/// not, and of anything else nothing is known. Realtime reference, 8.2.
struct SemanticPatience: Equatable {
    /// After a sentence that is over, in ms.
    let afterWhole: Int
    /// Where nothing tells.
    let usual: Int
    /// After a beginning: the documented time-out.
    let most: Int

    init(eagerness: String?) {
        switch eagerness {
        // Waits for more also where a sentence is over.
        case "low": (afterWhole, usual, most) = (4_000, 4_000, 8_000)
        case "high": (afterWhole, usual, most) = (320, 400, 2_000)
        // `auto` is `medium`.
        default: (afterWhole, usual, most) = (500, 800, 4_000)
        }
    }

    func wait(after judgement: Listener.Judgement) -> Int {
        switch judgement {
        case .whole: afterWhole
        case .beginning: most
        case .unknown: usual
        }
    }

    /// A pause is judged when it has lasted so long, in ms: breath is taken in less.
    static let judgedAfterMs = 256
}
