/// One response of the model, from its first event to `response.done`.
package import JSONText
package import SpeechAudio

package struct ResponseTrace: Sendable {
    package var id: String
    /// `response.created`; nil when the capture begins later or the event was lost.
    package var created: Moment?
    /// First event of any kind that names it.
    package var first: Moment
    /// Last event of any kind that names it.
    package var last: Moment
    package var done: Moment?

    /// Outside the default conversation: `conversation_id` null.
    package var isOutOfBand = false
    /// What `response.created` (or `done`) says it will be.
    package var modalities: [String]?
    package var encoding: AudioEncoding?

    /// Of `response.done`; nil when it does not say, as when a logger hid it.
    package var status: String?
    package var reason: String?
    package var errorType: String?
    package var errorCode: String?
    package var errorMessage: String?
    /// `status_details` as it stands, for reports.
    package var details: JSON?
    /// Items in the `output` of `response.done`; nil when it has none to show.
    package var outputCount: Int?
    package var usage: Usage?

    /// `response.output_item.added` or `.done`, first of them.
    package var firstItem: Moment?
    package var itemsAdded = 0
    package var itemTypes: Set<String> = []
    /// `text` and `audio`, from parts, final items and deltas.
    package var contentKinds: Set<String> = []
    var latestKind = ""
    package var firstText: Moment?
    package var textDeltas = 0
    /// Final transcript or text.
    package var text = ""
    package var audio = AudioRun()
    package var functionCalls: [FunctionCall] = []

    package struct FunctionCall: Sendable, Equatable {
        package var name: String
        package var callID: String
        package var arguments: String
        /// Of its item in the response's output, from 0.
        package var position = 0
        /// When it was whole.
        package var moment: Moment
    }

    package struct Usage: Sendable, Equatable {
        package var total = 0
        package var input = 0
        package var output = 0
        package var inputAudio = 0
        package var outputAudio = 0
        package var cached = 0
    }

    init(id: String, at moment: Moment) {
        self.id = id
        first = moment
        last = moment
    }

    package var isCompleted: Bool { status == "completed" }
    package var isFailed: Bool { status == "failed" }
    package var isCancelled: Bool { status == "cancelled" }
    package var isIncomplete: Bool { status == "incomplete" }

    /// Anything at all came out of it.
    package var hasOutput: Bool {
        (outputCount ?? 0) > 0 || itemsAdded > 0 || audio.deltas > 0 || textDeltas > 0 || !contentKinds.isEmpty
    }

    /// First sign of content: audio, else text, else an item.
    package var firstOutput: Moment? { audio.first ?? firstText ?? firstItem }

    /// It was going on at that moment.
    package func isActive(at moment: Moment) -> Bool {
        first <= moment && (done.map { $0 > moment } ?? true)
    }
}

/// The audio of one response, measured as it passed.
package struct AudioRun: Sendable {
    package var deltas = 0
    package var bytes = 0
    package var milliseconds = 0.0
    package var level = Loudness()
    /// What its first seconds are.
    package private(set) var sound = ReplySound()
    package var first: Moment?
    package var last: Moment?
    /// Payloads that are no base64, or whose log says they were cut.
    package var unreadable = 0
    package var largestPayload = 0
    /// Payloads that do not hold whole samples.
    package var oddPayloads = 0
    package private(set) var firstOdd: Moment?

    package init() {}

    package mutating func countUnreadable(at moment: Moment) {
        note(moment)
        unreadable += 1
    }

    package mutating func receive(
        _ samples: [Int16], of payload: [UInt8], in encoding: AudioEncoding, at moment: Moment
    ) {
        note(moment)
        sound.receive(payload, in: encoding)
        let count = payload.count
        bytes += count
        largestPayload = max(largestPayload, count)
        if encoding.incompleteBytes(of: count) != 0 {
            oddPayloads += 1
            firstOdd = firstOdd ?? moment
        }
        milliseconds += encoding.milliseconds(ofBytes: count)
        var piece = AudioLevel()
        piece.receive(samples)
        level.add(piece)
    }

    /// No more will come.
    mutating func close() { sound.close() }

    private mutating func note(_ moment: Moment) {
        deltas += 1
        if first == nil { first = moment }
        last = moment
    }

    /// The recorder shortened the payloads: lengths and levels mean nothing. Real ones hold 20 ms at the least.
    package var isCut: Bool {
        deltas > 0 && (unreadable > 0 || largestPayload <= 64 || (oddPayloads * 5 > deltas && oddPayloads > 1))
    }
    /// Long enough, and whole, so that its level can be judged.
    package var isMeasured: Bool { deltas > 0 && !isCut && milliseconds >= 100 }
}
