// What a report says of the telephone: calls, their phone connections, latencies, interruptions, and the run around them.

/// One caller's conversation and the verdict on it alone.
package struct CallSummary: Sendable, Equatable {
    /// From 1, in order of appearance.
    package var number: Int
    package var callSid: String?
    package var verdict: Verdict
    package var primary: String?
    /// Ids of all findings that stand by themselves.
    package var findings: [String]
    /// Names of connections: `p1`, `m1`.
    package var phones: [String]
    package var models: [String]
    /// How the two legs were brought together: `ids`, `only one`, `audio`, `time`, `unpaired`.
    package var pairing: String
    /// Seconds from the first to the last frame; nil without times.
    package var seconds: Double?
    /// Numbers of its turns.
    package var turns: [Int]
    package var answered: Int
    package var latencies: LatencySummary
}

package struct PhoneSummary: Sendable, Equatable {
    package var connection: String
    /// `twilio`, `plain audio/pcm 16000`, `unknown`
    package var carrier: String
    package var streamSid: String?
    /// Milliseconds of the caller's audio.
    package var callerMs: Double
    /// Milliseconds that the bridge sent and the carrier accepted, and what became of them.
    package var sentMs: Double
    package var playedMs: Double
    package var clearedMs: Double
    package var unplayedMs: Double
    package var longestBufferMs: Double
    package var underruns: Int
    package var underrunMs: Double
    package var marks: Int
    package var clears: Int
    package var complaints: [Complaint]
    /// When the caller spoke, and when the bridge could be heard; the first few thousand.
    package var spoken: [Span] = []
    package var heard: [Span] = []
    package var end: String

    /// Seconds since the start of the capture.
    package struct Span: Sendable, Equatable {
        package var from: Double
        package var to: Double
    }

    package struct Complaint: Sendable, Equatable {
        package var reason: String
        /// Of Twilio's error dictionary.
        package var number: Int?
        package var count: Int
        package var detail: String
    }
}

/// Links of the turn chain, over all turns. Milliseconds; nil where nothing was measured.
package struct LatencySummary: Sendable, Equatable {
    /// From the end of the caller's speech to the first sound of the reply, both on the telephone.
    package var voiceToVoice: Spread?
    /// What the bridge takes: the caller's frame to its append, the first delta to its media, `speech_started` to `clear`.
    package var append: Spread?
    package var send: Spread?
    package var clear: Spread?
    /// Append and send of the same turn together.
    package var bridge: Spread?
    /// Why there are none.
    package var reason: String?
}

package struct InterruptionSummary: Sendable, Equatable {
    package var call: Int
    /// The caller's first sound.
    package var frame: Int
    package var time: Double?
    /// Of the reply's item, when the caller began.
    package var heardMs: Double
    package var unplayedMs: Double
    package var clearedAfterMs: Double?
    package var reactionMs: Double?
    package var talkedOverMs: Double
    package var lateMediaMs: Double
    package var cancelled: Bool
    /// What the client told the model, and what is true.
    package var truncatedAtMs: Int?
    package var heardAtLastMs: Double
}

/// What the run saw beside the connections.
package struct RunSummary: Sendable, Equatable {
    package var reach: Reach?
    package var process: Process?
    /// The last lines of the bridge's output.
    package var output: [Output] = []
    package var webhooks: [Webhook] = []
    package var twiml: [TwiML] = []
    package var harness: Harness?

    package struct Reach: Sendable, Equatable {
        package var way: String
        package var reason: String
    }

    package struct Process: Sendable, Equatable {
        package var command: String?
        /// `exited with 1`, `stopped`, `running`
        package var state: String
        package var cpuSeconds: Double?
        package var peakBytes: Double?
        package var readBytes: Double?
        package var writtenBytes: Double?
    }

    package struct Output: Sendable, Equatable {
        package var stream: String
        package var text: String
    }

    package struct Webhook: Sendable, Equatable {
        package var url: String
        package var status: Int?
        package var milliseconds: Double?
        package var error: String?
    }

    package struct TwiML: Sendable, Equatable {
        package var problem: String
        package var detail: String
        package var number: Int?
    }

    /// How well the harness itself kept time.
    package struct Harness: Sendable, Equatable {
        package var lateP99Ms: Double?
        package var lateMaxMs: Double?
        package var frames: Int?
        package var calls: Int?
        package var peakCalls: Int?
    }
}
