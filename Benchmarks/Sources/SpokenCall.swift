// One caller: asks, is silent until the answer has been spoken, asks again.
import Base64Coding
import JSONText
import SpeechAudio

struct SpokenCall {
    private(set) var turnsDone = 0
    private(set) var isActive = true
    private let turns: Int
    private let script: [[[UInt8]]]
    private var question: Int
    private var nextPiece = 0
    private var isConfigured = false
    /// Frames of silence before the next question begins.
    private var pause = 25
    /// When each append was sent.
    private var sent: [Int64] = []
    private var silenceCompletedAt: Int64?
    /// Arrival of each delta of the answer that is going on, and the milliseconds of sound before it.
    private var deltas: [(arrival: Int64, before: Double)] = []
    private var heardMs = 0.0

    private static let silenceDurationMs = 500

    static let configuration = LoadSocket.frame(
        """
        {"type":"session.update","session":{"type":"realtime","output_modalities":["audio"],"audio":{\
        "input":{"format":{"type":"audio/pcmu"},"turn_detection":{"type":"server_vad","threshold":0.5,\
        "prefix_padding_ms":300,"silence_duration_ms":\(silenceDurationMs)}},\
        "output":{"format":{"type":"audio/pcmu"},"voice":"marin"}}}}
        """)

    static func append(_ bytes: [UInt8]) -> [UInt8] {
        LoadSocket.frame(#"{"type":"input_audio_buffer.append","audio":"\#(Base64.encode(bytes))"}"#)
    }

    private static let silence = append(Array(repeating: G711.muLawSilence, count: 160))

    init(turns: Int, script: [[[UInt8]]], first: Int) {
        self.turns = turns
        self.script = script
        question = first
        sent.reserveCapacity(2_000)
    }

    /// Sends the next 20 ms.
    mutating func speak(on socket: LoadSocket, at now: Int64) {
        guard isConfigured else { return }
        var piece = Self.silence
        if pause > 0 {
            pause -= 1
        } else if nextPiece < script[question].count {
            piece = script[question][nextPiece]
            nextPiece += 1
        }
        sent.append(now)
        if !socket.send(piece, waiting: false) { hangUp() }
    }

    mutating func hangUp() { isActive = false }

    mutating func hear(_ event: TopLevelFields, at now: Int64, _ measures: inout CallMeasures) {
        guard let type = event["type"] else { return }
        if type.equals("response.output_audio.delta") {
            deltas.append((now, heardMs))
            // Base64 of one byte per sample, 8 samples a millisecond.
            heardMs += Double(event["delta"]?.stringBytes?.count ?? 0) * 3 / 4 / 8
        } else if type.equals("session.updated") {
            isConfigured = true
        } else if type.equals("input_audio_buffer.speech_stopped") {
            // The last sample of the silence was in this append.
            let append = ((event["audio_end_ms"]?.integer ?? 0) + 19) / 20 - 1
            silenceCompletedAt = sent.indices.contains(append) ? sent[append] : nil
        } else if type.equals("response.created") {
            if let silenceCompletedAt { measures.reaction.add(Double(now - silenceCompletedAt) / 1e6) }
            silenceCompletedAt = nil
        } else if type.equals("response.done") {
            answered(&measures)
        } else if type.equals("error") {
            measures.errors += 1
        }
    }

    private mutating func answered(_ measures: inout CallMeasures) {
        let lateness = deltas.map { Double($0.arrival) / 1e6 - $0.before }
        if let earliest = lateness.min() {
            for value in lateness { measures.pacing.add(value - earliest) }
            turnsDone += 1
        }
        deltas.removeAll(keepingCapacity: true)
        heardMs = 0
        nextPiece = 0
        question = (question + 1) % script.count
        pause = 25
        if turnsDone == turns { isActive = false }
    }
}
