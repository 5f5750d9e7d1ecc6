// The smallest part of a capture that still gives the same finding, by delta debugging: whatever can be left out is.
// Source: A. Zeller, R. Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002.
import CallCapture
package import Diagnosis
import JSONText

/// Why a capture cannot be shrunk.
package struct ShrinkError: Error, Sendable, Equatable {
    package var message: String
    package var hint: String
}

package struct CaptureShrinker {
    package struct Result: Sendable, Equatable {
        package var capture: [UInt8]
        /// Frames and observations, before and after.
        package var before: Int
        package var after: Int
        package var diagnoses: Int
        /// The number of diagnoses that was allowed was used up: something more may be left out.
        package var isExhausted: Bool
        package var finding: String
    }

    /// Where the search is, for people who wait.
    package struct Progress: Sendable, Equatable {
        package var step: String
        package var left: Int
        package var diagnoses: Int
    }

    /// A frame or an observation, written once.
    private struct Piece {
        var line: [UInt8]
        var number: Int
        var time: Double?
        /// Nil: of an observation that names none.
        var connection: String?
        var isAudio: Bool
    }

    private var pieces: [Piece] = []
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private let report: Report
    private let finding: String
    private let settings: ExaminationSettings
    private let budget: Int
    private var diagnoses = 0
    /// Indices of what is still in.
    private var kept: [Int] = []

    /// - Parameters:
    ///   - capture: Whole.
    ///   - finding: What must stay; nil: the primary finding.
    ///   - budget: Most diagnoses.
    ///   - tool: Name and version of this program, for logs, which have none.
    package init(
        _ capture: [UInt8], finding: String?, budget: Int, tool: String, settings: ExaminationSettings = .init()
    ) throws(ShrinkError) {
        self.settings = settings
        self.budget = max(2, budget)
        do throws(ExaminationError) {
            report = try Examiner.examine(capture, settings: settings)
        } catch {
            throw ShrinkError(message: error.message, hint: error.hint)
        }
        if let finding {
            guard report.findings.contains(where: { $0.id == finding }) else {
                let ids = report.findings.map(\.id)
                throw ShrinkError(
                    message: "the capture does not show \(finding)",
                    hint: ids.isEmpty ? "it shows no failure mode" : "it shows \(ids.joined(separator: ", "))")
            }
            self.finding = finding
        } else {
            guard let primary = report.primary else {
                throw ShrinkError(
                    message: "the capture shows no failure mode, so there is nothing to keep",
                    hint: "realtime-doctor cut makes a part of any capture")
            }
            self.finding = primary
        }
        self.primaryCounts = finding == nil
        read(capture, tool: tool)
        kept = Array(pieces.indices)
    }

    private let primaryCounts: Bool

    private mutating func read(_ capture: [UInt8], tool: String) {
        var writer = CaptureWriter()
        var header: CaptureHeader?
        var source: ReadingSummary?
        var found: [Piece] = []
        source = try? CaptureReader.read(capture) { record in
            var line: [UInt8] = []
            switch record {
            case .header(let value): header = value
            case .footer: break
            case .observation(let observation):
                writer.write(observation, to: &line)
                found.append(
                    Piece(
                        line: line, number: observation.number, time: nil,
                        connection: observation.data["connection"]?.string, isAudio: false))
            case .frame(let frame):
                writer.write(frame.frame, isCut: frame.isCut, to: &line)
                found.append(
                    Piece(
                        line: line, number: frame.number, time: frame.seconds, connection: frame.connectionName,
                        isAudio: CaptureShrinker.isAudio(frame)))
            }
        }
        pieces = found
        let isOurs = source?.format == .capture && header != nil
        var start = header ?? CaptureHeader(id: "shrunk", started: "", tool: tool, command: "convert", settings: [:])
        start.settings["shrunk"] = ["finding": .string(finding), "of": .string(header?.id ?? "")]
        writer.write(start, to: &head)
        if !isOurs, let source {
            let made = ImportedSource(source).data
            writer.write(Observation(number: 0, time: nil, kind: ObservationKind.imported, data: made), to: &tail)
        }
        if source?.footer != nil || !isOurs { writer.writeFooter(lost: source?.footer?.lost ?? 0, to: &tail) }
    }

    private static func isAudio(_ frame: FrameView) -> Bool {
        guard frame.operation == .text, let fields = frame.fields else { return frame.operation == .binary }
        if frame.leg == .phone { return fields["event"]?.equals("media") ?? false }
        guard let type = fields["type"] else { return false }
        return type.equals("input_audio_buffer.append") || type.equals("response.output_audio.delta")
            || type.equals("response.audio.delta")
    }

    // MARK: The search

    /// - Parameter progress: Told after every diagnosis.
    package mutating func shrink(_ progress: (Progress) -> Void) throws(ShrinkError) -> Result {
        guard shows(kept) else {
            throw ShrinkError(
                message: "the capture shows \(finding) only as it is, not when its frames are written again",
                hint: "realtime-doctor cut makes a part of any capture")
        }
        drop(groups(byConnection: true), "connections", progress)
        drop(groups(byConnection: false), "turns", progress)
        var before = kept.count + 1
        while kept.count < before, diagnoses < budget {
            before = kept.count
            minimise(kept.filter { !pieces[$0].isAudio }, "frames", progress)
            minimise(kept.filter { pieces[$0].isAudio }, "audio", progress)
        }
        return Result(
            capture: capture(kept), before: pieces.count, after: kept.count, diagnoses: diagnoses,
            isExhausted: diagnoses >= budget, finding: finding)
    }

    private mutating func shows(_ indices: [Int]) -> Bool {
        diagnoses += 1
        guard let report = try? Examiner.examine(capture(indices), settings: settings) else { return false }
        return primaryCounts ? report.primary == finding : report.findings.contains { $0.id == finding }
    }

    private func capture(_ indices: [Int]) -> [UInt8] {
        var bytes = head
        bytes.reserveCapacity(head.count + tail.count + indices.reduce(0) { $0 + pieces[$1].line.count })
        for index in indices { bytes += pieces[index].line }
        return bytes + tail
    }

    /// Leaves them out if the finding stays.
    private mutating func leave(_ indices: [Int], _ step: String, _ progress: (Progress) -> Void) -> Bool {
        guard !indices.isEmpty, diagnoses < budget else { return false }
        let gone = Set(indices)
        let rest = kept.filter { !gone.contains($0) }
        let isFine = !rest.isEmpty && shows(rest)
        if isFine { kept = rest }
        progress(Progress(step: step, left: kept.count, diagnoses: diagnoses))
        return isFine
    }

    private mutating func drop(_ groups: [[Int]], _ step: String, _ progress: (Progress) -> Void) {
        for group in groups where groups.count > 1 { _ = leave(group, step, progress) }
    }

    /// The largest connections first; or what lies between the beginnings of turns, the last first.
    private func groups(byConnection: Bool) -> [[Int]] {
        if byConnection {
            let names = Dictionary(grouping: kept.filter { pieces[$0].connection != nil }) {
                pieces[$0].connection ?? ""
            }
            return names.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.value)
        }
        let starts = report.turns.compactMap { $0.links.compactMap(\.frame).min() }.sorted()
        let groups = Dictionary(grouping: kept) { index in starts.count { $0 <= pieces[index].number } }
        return groups.sorted { $0.key > $1.key }.map(\.value)
    }

    /// Halves, quarters and so on down to single ones, from the end, for what comes later rarely causes what came before.
    private mutating func minimise(_ indices: [Int], _ step: String, _ progress: (Progress) -> Void) {
        var rest = indices
        var size = rest.count
        while size >= 1, !rest.isEmpty, diagnoses < budget {
            var end = rest.count
            while end > 0, diagnoses < budget {
                let start = max(0, end - size)
                if leave(Array(rest[start..<end]), step, progress) { rest.removeSubrange(start..<end) }
                end = start
            }
            size = size == 1 ? 0 : (size + 1) / 2
        }
    }
}
