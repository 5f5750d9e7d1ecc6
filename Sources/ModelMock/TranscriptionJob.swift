import JSONText
import RealtimeProtocol
import Scenarios

/// One input transcription under way: it runs beside the responses, at its own pace.
struct TranscriptionJob {
    let itemID: String
    let pieces: [String]
    /// Of the whole; the pieces may begin with a space that it has not.
    let transcript: String
    let usage: JSON
    let failure: ServiceError?
    let start: Duration
    /// Between two pieces.
    let gap: Duration
    private(set) var sent = 0

    var nextDeadline: Duration { start + gap * sent }

    /// The next piece; nil when only the ending is left.
    mutating func nextPiece() -> String? {
        guard failure == nil, sent < pieces.count else { return nil }
        sent += 1
        return pieces[sent - 1]
    }

    init(
        itemID: String, text: String, settings: TranscriptionSettings, milliseconds: Int, failure: ServiceError?,
        at time: Duration
    ) {
        self.itemID = itemID
        self.failure = failure
        transcript = text
        let model = settings.model ?? ""
        // whisper-1 says everything at once, the others as they go.
        pieces = text.isEmpty ? [] : model == "whisper-1" ? [text] : DeltaText.pieces(of: text)
        start = time + .milliseconds(150)
        gap = .milliseconds(35)
        if model.hasPrefix("gpt-4o") {
            let audio = milliseconds / 100
            usage = [
                "type": "tokens", "total_tokens": JSON(audio + pieces.count), "input_tokens": JSON(audio),
                "input_token_details": ["text_tokens": 0, "audio_tokens": JSON(audio)],
                "output_tokens": JSON(pieces.count),
            ]
        } else {
            usage = ["type": "duration", "seconds": JSON((milliseconds + 999) / 1_000)]
        }
    }
}

extension SessionEngine {
    mutating func startTranscription(item id: String, text: String, milliseconds: Int) {
        guard let wanted = session.transcription else { return }
        var failure: ServiceError?
        let events = [
            "conversation.item.input_audio_transcription.failed", "input_audio_buffer.committed",
            "conversation.item.input_audio_transcription.completed",
        ]
        if case .failTranscription(let error)? = rules.decide(
            moment(events), { if case .failTranscription = $0 { true } else { false } })
        {
            failure = named(error, item: id)
        }
        // A client that commits without end gets its transcripts late, not a server without memory.
        if transcriptions.count >= 100 { transcriptions.removeFirst() }
        transcriptions.append(
            TranscriptionJob(
                itemID: id, text: text, settings: wanted, milliseconds: milliseconds, failure: failure, at: now))
    }

    mutating func stepTranscriptions() {
        var index = 0
        while index < transcriptions.count {
            guard transcriptions[index].nextDeadline <= now else {
                index += 1
                continue
            }
            let members: [(String, JSON)] = [("item_id", .string(transcriptions[index].itemID)), ("content_index", 0)]
            if let piece = transcriptions[index].nextPiece() {
                emit(.transcriptionDelta, obfuscated: true, members + [("delta", .string(piece))])
                continue
            }
            let job = transcriptions.remove(at: index)
            if let failure = job.failure {
                let error: JSON = [
                    "type": JSON(failure.type), "code": JSON(failure.code), "message": JSON(failure.message),
                    "param": JSON(failure.param),
                ]
                emit(.transcriptionFailed, members + [("error", error)])
            } else {
                // The item is not announced again, but whoever retrieves it finds the words.
                history.update(job.itemID) {
                    $0.json["content"] = [["type": "input_audio", "transcript": .string(job.transcript)]]
                }
                let usage = profile.isVoiceLive ? [] : [("usage", job.usage)]
                emit(.transcriptionCompleted, members + [("transcript", .string(job.transcript))] + usage)
            }
        }
    }
}
