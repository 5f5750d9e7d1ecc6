import JSONText
import RealtimeProtocol
import SpeechAudio

/// What a streaming model has written down of a turn before it was over. Realtime reference, 7.6.
struct LiveTranscript {
    let itemID: String
    private(set) var text = ""
    private(set) var pieces: [String] = []
    private(set) var sent = 0
    /// Where the audio was at the last look, in ms.
    var seenMs: Int?

    init(itemID: String) { self.itemID = itemID }

    /// A better guess is taken as long as nothing was written of another.
    mutating func guess(_ words: String) {
        guard sent == 0, words != text else { return }
        text = words
        pieces = DeltaText.pieces(of: words)
    }

    /// The next piece, when so much of the sentence has been heard, 0...1. The last word waits for the end.
    mutating func nextPiece(heard share: Double) -> String? {
        let due = min(Int(Double(pieces.count) * share), pieces.count - 2)
        guard sent < due else { return nil }
        sent += 1
        return pieces[sent - 1]
    }
}

extension SessionEngine {
    static func transcribesLive(_ session: Session) -> Bool {
        session.transcription?.model.map { ModelRegistry.transcribesLive($0) } ?? false
    }

    /// Looks at the turn so far a few times a second, and says what it has understood.
    mutating func writeAlong() {
        let isTurn = session.turnDetection == nil ? ear.uncommittedMs > 0 : ear.isSpeaking && speechItemID != nil
        guard isTurn, !isDeafToSpeech, !speechIsStuck else { return }
        // Without turn detection the item has its id from its first word.
        let id = speechItemID ?? liveTranscript?.itemID ?? writer.identifier(.item, at: now)
        speechItemID = id
        var live = liveTranscript.flatMap { $0.itemID == id ? $0 : nil } ?? LiveTranscript(itemID: id)
        defer { liveTranscript = live }
        if let seen = live.seenMs, ear.positionMs - seen < 250 { return }
        live.seenMs = ear.positionMs
        let audio = ear.turnSoFar
        let share: Double
        if let words = scriptedWords(inTurn: turns.turn + 1) {
            live.guess(words)
            // Words are spoken at about 15 letters a second.
            share = ear.encoding.milliseconds(ofBytes: audio.count) / Double(max(words.utf8.count * 1_000 / 15, 1))
        } else {
            // Less than a second of speech, behind its padding, is like the beginning of many sentences.
            guard ear.encoding.milliseconds(ofBytes: audio.count) >= 1_300 else { return }
            switch speech.listener.judge(ear.encoding.decode(audio), rate: ear.encoding.sampleRate) {
            case .beginning(let words, let part):
                live.guess(words)
                share = live.text == words ? part : 0
            case .whole(let words):
                live.guess(words)
                share = live.text == words ? 1 : 0
            case .unknown: return
            }
        }
        while let piece = live.nextPiece(heard: min(share, 1)) {
            emit(
                .transcriptionDelta, obfuscated: true,
                [("item_id", .string(id)), ("content_index", 0), ("delta", .string(piece))]
                    + logprobs(of: [piece]))
        }
    }
}
