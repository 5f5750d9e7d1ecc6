import CallCapture

/// Is the audio whole: what was sent arrived at the service, what the model spoke is in the capture?
struct NoDroppedAudio: Indicator {
    static let id = "no-dropped-audio"
    static let title = "No audio was lost"

    /// The service counts 20 tokens a second of its speech; padding makes that rough, so only gross loss counts.
    private static let leastShare = 0.4

    func examine(_ call: Timeline) -> Answer {
        if let lost = call.footer?.lost, lost > 0 {
            return .notExamined("the recorder lost \(lost) frames, so that gaps prove nothing")
        }
        var compared = 0
        for connection in call.connections {
            for response in connection.responses where response.isCompleted && response.audio.isMeasured {
                // A capture that begins in the middle of a reply holds a part of its audio.
                guard response.created != nil, let tokens = response.usage?.outputAudio, tokens > 10 else { continue }
                compared += 1
                let expected = Double(tokens) * 50
                guard response.audio.milliseconds < expected * Self.leastShare else { continue }
                // Nothing is lost on such a connection; what a log of another program lacks, its logger left out.
                guard call.isCapture else {
                    return .notExamined("the log keeps only a part of the audio of \(response.id)")
                }
                return .fail(
                    "\(response.id) holds \(Timeline.words(milliseconds: response.audio.milliseconds)) of audio, but \(tokens) audio tokens were spent on about \(Timeline.words(milliseconds: expected))",
                    response.evidence)
            }
            let appended = connection.appended
            guard appended.isMeasured, let heard = connection.segments.compactMap(\.endMs).max() else { continue }
            compared += 1
            if Double(heard) > appended.milliseconds + 1_000, call.isCapture {
                return .fail(
                    "the service heard up to \(heard) ms, but only \(Int(bounded: appended.milliseconds)) ms are in the capture",
                    [])
            }
        }
        guard compared > 0 else {
            return .notExamined(
                call.coverage.audio == "whole"
                    ? "there is nothing to compare it with" : "the audio is \(call.coverage.audio)")
        }
        return .pass("\(compared) comparison\(compared == 1 ? "" : "s") of audio with what the service counted")
    }
}
