import CallCapture
import JSONText

/// The frames of a capture as a page can show them: audio and other deltas folded, long payloads abbreviated, all of it
/// bounded. The whole text stays in `capture.jsonl`.
struct FrameList: Equatable {
    var rows: [Row] = []
    /// Speech that the service heard.
    var speech: [Span] = []
    var responses: [Span] = []
    /// Frames that say that something failed: errors, failed or cut responses, broken connections.
    var failures: [Int] = []
    /// Times of the first and the last record, seconds; nil without times.
    var start: Double?
    var end: Double?
    /// Frames and observations that were read.
    var total = 0
    /// What was left out, in words for the page.
    var omissions: [String] = []

    struct Row: Equatable {
        /// Of the first frame, when several are folded.
        var number: Int
        var time: Double?
        var side: Side
        var connection: String
        /// The event's type; `open`, `close` … for what is no message; `observation tls` for what crossed no wire.
        var type: String
        /// Bytes of the payload, of all folded frames together.
        var size: Int
        /// Abbreviated JSON, or the text as it was; nil when it was left out.
        var text: String?
        /// The frames of a fold; empty for a single one.
        var members: [Member] = []
    }

    struct Member: Equatable {
        var number: Int
        var time: Double?
        var size: Int
    }

    enum Side: Int {
        case up, down, none
    }

    struct Span: Equatable {
        var from: Double
        /// Nil while it is open.
        var to: Double?
        var frame: Int
        /// Of a response: its final status.
        var label: String
        var connection: String
    }
}

/// What a page can bear.
struct FrameListLimits {
    var rows = 20_000
    var members = 40_000
    /// Characters of all texts together.
    var text = 4_000_000
    /// Characters of one text.
    var rowText = 60_000
}
