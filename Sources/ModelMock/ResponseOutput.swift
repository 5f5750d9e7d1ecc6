import SpeechAudio

extension ResponseRun {
    /// One output item and how much of it has been streamed.
    struct Output {
        enum Kind {
            case text
            case speech(SharedSpeech.Rendering)
            case call(name: String, callID: String)
            /// A tool of an MCP server, which the service itself calls.
            case tool(MCPDesk.Offer)
        }

        let itemID: String
        let kind: Kind
        let pieces: [String]
        /// How much the plan allows; less than all when the response is cut.
        var pieceLimit: Int
        var chunkLimit: Int
        var sentPieces = 0
        var sentChunks = 0
        var isOpen = false
        var isClosed = false
        /// Set when it is opened.
        var previousID: String?
        var entersSecond = false
        /// What the MCP tool answered.
        var toolResult: MCPDesk.Result?
        var approvalRequestID: String?
        var hasAllArguments = false

        init(itemID: String, kind: Kind, text: String) {
            self.itemID = itemID
            self.kind = kind
            pieces = DeltaText.pieces(of: text)
            pieceLimit = pieces.count
            chunkLimit = if case .speech(let speech) = kind { speech.chunks.count } else { 0 }
        }

        var isToolCall: Bool { if case .tool = kind { true } else { false } }

        var sentText: String { pieces.prefix(sentPieces).joined() }
        var isWhole: Bool { sentPieces == pieces.count && sentChunks == chunkTotal }
        var chunkTotal: Int { if case .speech(let speech) = kind { speech.chunks.count } else { 0 } }

        var sentBytes: Int {
            guard case .speech(let speech) = kind else { return 0 }
            return speech.offsets[min(sentChunks, speech.offsets.count - 1)]
        }

        /// Of the audio that has been sent.
        var sentMilliseconds: Int {
            guard case .speech(let speech) = kind else { return 0 }
            return Int(speech.encoding.milliseconds(ofBytes: sentBytes))
        }

        var sentTokens: TokenCount {
            TokenCount(text: sentPieces) + .ofAssistantAudio(milliseconds: sentMilliseconds)
        }
    }

    /// How much of the plan is let out.
    enum Limit {
        case none
        case tokens(Int)
        /// The response ends after so much audio.
        case audio(milliseconds: Double)
        /// It stops there, and never ends.
        case silenceAfter(milliseconds: Double)

        var isForEver: Bool { if case .silenceAfter = self { true } else { false } }

        /// - Returns: Whether something was cut off.
        func apply(to outputs: inout [Output]) -> Bool {
            var isCut = false
            var tokens: Double? = if case .tokens(let count) = self { Double(count) } else { nil }
            for index in outputs.indices {
                let allowed: Double
                switch self {
                case .none: return false
                case .tokens: allowed = outputs[index].milliseconds(withinTokens: max(tokens ?? 0, 0))
                case .audio(let milliseconds), .silenceAfter(let milliseconds): allowed = isCut ? 0 : milliseconds
                }
                if outputs[index].cut(afterMilliseconds: allowed) { isCut = true }
                tokens = tokens.map { $0 - Double(outputs[index].plannedTokens) }
            }
            return isCut
        }
    }
}

extension ResponseRun.Output {
    fileprivate var plannedTokens: Int {
        guard case .speech(let speech) = kind else { return pieceLimit }
        return pieceLimit + Int(speech.encoding.milliseconds(ofBytes: speech.offsets[chunkLimit])) / 50
    }

    var isPlannedWhole: Bool { pieceLimit == pieces.count && chunkLimit == chunkTotal }

    /// The length at which the item would cost so many tokens; endless when it is all affordable.
    /// A token of text counts as the time it takes to say it, about 200 ms.
    fileprivate func milliseconds(withinTokens tokens: Double) -> Double {
        guard tokens < Double(plannedTokens) else { return .infinity }
        guard case .speech(let speech) = kind else { return tokens * 200 }
        let whole = Double(max(speech.milliseconds, 1))
        return tokens / (Double(pieces.count) / whole + 1 / 50)
    }

    /// - Returns: Whether something was cut off.
    fileprivate mutating func cut(afterMilliseconds limit: Double) -> Bool {
        let limit = min(max(limit, 0), 1e9)
        guard case .speech(let speech) = kind else {
            pieceLimit = min(pieces.count, limit > 0 ? max(1, Int(limit / 200)) : 0)
            return !isPlannedWhole
        }
        let chunkMs = speech.encoding.milliseconds(ofBytes: speech.offsets.count > 1 ? speech.offsets[1] : 1)
        chunkLimit = min(chunkTotal, Int(limit / max(chunkMs, 1)))
        if chunkLimit < chunkTotal {
            pieceLimit = pieces.count * chunkLimit / max(chunkTotal, 1)
            // Words run ahead of the sound, so a piece with sound has at least one word.
            if chunkLimit > 0, pieceLimit == 0 { pieceLimit = min(1, pieces.count) }
        }
        return !isPlannedWhole
    }
}
