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
    private(set) var sent: Int
    /// Pieces that came before the turn was over.
    private let early: Int
    /// The diarizing model says who spoke before it ends.
    private(set) var segmentIsDue: Bool
    let milliseconds: Int
    /// Languages that were heard; nil where the model does not tell.
    let languages: [String]?

    var nextDeadline: Duration { start + gap * (sent - early) }

    mutating func takeSegment() -> Bool {
        defer { segmentIsDue = false }
        return segmentIsDue
    }

    /// The next piece; nil when only the ending is left.
    mutating func nextPiece() -> String? {
        guard failure == nil, sent < pieces.count else { return nil }
        sent += 1
        return pieces[sent - 1]
    }

    init(
        itemID: String, text: String, settings: TranscriptionSettings, milliseconds: Int, failure: ServiceError?,
        early: Int = 0, at time: Duration
    ) {
        self.early = early
        sent = early
        self.milliseconds = milliseconds
        self.itemID = itemID
        self.failure = failure
        transcript = text
        let model = settings.model ?? ""
        // whisper-1 says everything at once, the others as they go.
        pieces = text.isEmpty ? [] : model == "whisper-1" ? [text] : DeltaText.pieces(of: text)
        segmentIsDue = model == "gpt-4o-transcribe-diarize" && failure == nil && !text.isEmpty
        languages =
            model == "gpt-transcribe" ? (text.isEmpty ? [] : [settings.language ?? "en"]) : nil
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
        var words = text
        var early = 0
        if let live = liveTranscript, live.itemID == id, live.sent > 0, failure == nil {
            // What was written stays written, right or wrong.
            words = live.text
            early = live.sent
        }
        liveTranscript = nil
        // A client that commits without end gets its transcripts late, not a server without memory.
        if transcriptions.count >= 100 { transcriptions.removeFirst() }
        transcriptions.append(
            TranscriptionJob(
                itemID: id, text: words, settings: wanted, milliseconds: milliseconds, failure: failure, early: early,
                at: now))
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
                emit(
                    .transcriptionDelta, obfuscated: true,
                    members + [("delta", .string(piece))] + logprobs(of: [piece]))
                continue
            }
            if transcriptions[index].takeSegment() { emitSegment(transcriptions[index], members) }
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
                let languages =
                    job.languages.map { [("languages", JSON.array($0.map { ["code": .string($0)] }))] } ?? []
                emit(
                    .transcriptionCompleted,
                    members + [("transcript", .string(job.transcript))] + usage + languages + logprobs(of: job.pieces))
            }
        }
    }

    /// The diarizing model hears one speaker here.
    private mutating func emitSegment(_ job: TranscriptionJob, _ members: [(String, JSON)]) {
        let id = "seg_" + job.itemID.drop { $0 != "_" }.dropFirst()
        emit(
            .transcriptionSegment,
            members + [
                ("id", .string(id)), ("text", .string(job.transcript)), ("speaker", "A"), ("start", 0.0),
                ("end", JSON(Double(job.milliseconds) / 1_000)),
            ])
    }

    /// How sure the model was of each word; only for who asked, and of the models that tell.
    func logprobs(of pieces: [String]) -> [(String, JSON)] {
        guard session.include.contains("item.input_audio_transcription.logprobs"),
            let model = session.transcription?.model, ModelRegistry.tellsLogprobs(model)
        else { return [] }
        let entries = pieces.map { piece -> JSON in
            // Any figure near 0 will do, as long as a word always has the same.
            let mix = piece.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
            return [
                "token": .string(piece), "bytes": .array(piece.utf8.map { JSON(Int($0)) }),
                "logprob": JSON(-Double(mix % 1_000 + 1) / 10_000),
            ]
        }
        return [("logprobs", .array(entries))]
    }
}
