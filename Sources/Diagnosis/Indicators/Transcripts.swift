/// When transcripts of the caller were asked for, did they come?
struct Transcripts: Indicator {
    static let id = "transcripts"
    static let title = "Transcripts came for what the caller said"

    /// A transcript that is not there by then is lost, seconds. Event invariants, I103.
    private static let patience = 10.0

    func examine(_ call: Timeline) -> Answer {
        if call.isTranslation { return call.translationTranscripts() }
        var completed = 0
        var open = 0
        for (index, connection) in call.connections.enumerated() {
            if let failed = connection.transcriptions.first(where: { $0.failed != nil }), let moment = failed.failed {
                return .fail(
                    "the transcription of \(failed.item) failed: \(failed.error)",
                    [moment.evidence("transcription failed")])
            }
            completed += connection.transcriptions.count { $0.completed != nil }
            let done = Set(connection.transcriptions.filter { $0.completed != nil }.map(\.item))
            for commit in connection.commits where connection.session(at: commit.moment)?.transcribes == true {
                if done.contains(commit.item) { continue }
                if commit.moment.time != nil, call.patience[index].elapsed(since: commit.moment) >= Self.patience {
                    return .fail(
                        "no transcript of \(commit.item) came\(call.waiting(after: commit.moment, on: index))",
                        [commit.moment.evidence("input_audio_buffer.committed \(commit.item)")])
                }
                open += 1
            }
        }
        if completed > 0 { return .pass("\(completed)\(open > 0 ? "; the capture ends before \(open) more" : "")") }
        if open > 0 { return .notExamined("the capture ends before a transcript came") }
        let asked = call.connections.contains { $0.echoes.contains { $0.session.transcribes == true } }
        return .notExamined(asked ? "nothing was said that could be transcribed" : "transcripts were not asked for")
    }
}
