import CallCapture
import Diagnosis
import Durations
import JSONText

/// One call as it is being recorded: judged by the very lines of its capture, told to whoever watches.
struct CallBeingRecorded {
    let number: Int
    /// What the model's URL asked for.
    var model: String?
    var began: Duration
    var ended: Duration
    var hasPhone: Bool
    /// Connections that have not ended.
    var connections: Set<String> = []
    var lost = 0
    /// Why it ended, where no frame says so.
    var reason: String?
    /// Why it is not judged.
    private var unjudged: String?
    private var examiner: Examiner?
    private var watch: CallWatch?
    /// Findings of the last look, and those that were told.
    private var seen: Set<String> = []
    private var told: Set<String> = []
    private var nextLook: Duration

    /// A look at the call so far costs more the longer it is.
    private static let pause: Duration = .seconds(2)

    init(number: Int, began: Duration, hasPhone: Bool, header: [UInt8], judges: Bool, watches: Bool) {
        self.number = number
        self.began = began
        self.hasPhone = hasPhone
        ended = began
        nextLook = began + Self.pause
        if judges {
            var examiner = Examiner()
            header.withUnsafeBytes { examiner.consume($0) }
            self.examiner = examiner
        }
        if watches { watch = CallWatch() }
    }

    /// - Returns: What there is to tell.
    mutating func see(_ line: UnsafeRawBufferPointer, at time: Duration) -> [RecordingNews] {
        ended = max(ended, time)
        examiner?.consume(line)
        guard watch != nil else { return [] }
        var news = watch?.see(line).map { RecordingNews.told(call: number, $0) } ?? []
        if time >= nextLook { news += look(at: time).map { .found(call: number, $0) } }
        return news
    }

    /// What is proved by now. One look may be too early, for the rest of a message's answer may be on its way; what stands
    /// through two of them is told.
    private mutating func look(at time: Duration) -> [Finding] {
        nextLook = time + max(Self.pause, (time - began) / 30)
        guard var copy = examiner, let report = try? copy.finish() else { return [] }
        let standing = report.findings.filter { $0.refinedBy == nil }
        defer { seen = Set(standing.map(\.id)) }
        return standing.filter { seen.contains($0.id) && told.insert($0.id).inserted }
    }

    /// There is too much at once to judge it too.
    mutating func giveUpJudging(_ why: String) {
        guard examiner != nil else { return }
        examiner = nil
        unjudged = why
    }

    /// - Parameter footer: Of its capture, as it would be now.
    mutating func finish(footer: [UInt8]) -> SessionEnd {
        var report: Report?
        if lost > 0 { giveUpJudging("not judged, for \(lost) frame\(lost == 1 ? " was" : "s were") lost") }
        if var examiner {
            footer.withUnsafeBytes { examiner.consume($0) }
            report = try? examiner.finish()
        }
        var end = SessionEnd(
            number: number, model: model, seconds: (ended - began).seconds, report: report, reason: unjudged ?? reason)
        if hasPhone { end.noun = "call" }
        return end
    }
}
