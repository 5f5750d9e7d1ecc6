// Records of a capture in, lines of the cut out: what a reader must know from before the cut goes along, and the header says so.
import Base64Coding
package import CallCapture
import Diagnosis
import JSONText
import RealtimeProtocol
import SpeechAudio

/// What a cut left out, for the person who asked for it.
package struct CutSummary: Sendable, Equatable {
    /// Frames in the part itself.
    package var kept = 0
    /// Frames from before it that go along: how connections were opened, sessions made and updated, what was under way.
    package var preamble = 0
    package var before = 0
    package var after = 0
    /// Frames of other connections.
    package var others = 0
    package var observations = 0
}

package struct CaptureCutter {
    private let plan: CutPlan
    private let tool: String
    private var writer = CaptureWriter()
    private var header: CaptureHeader?
    private var preamble = CutPreamble()
    private var hasBegun = false
    private var isOver = false
    private var footer: CaptureFooter?
    /// Numbers that the harness gave to the calls that are kept.
    private var calls: Set<Int> = []
    private var observations: [Observation] = []
    package private(set) var summary = CutSummary()

    /// - Parameter tool: Name and version of this program, for captures that have none.
    package init(_ plan: CutPlan, tool: String) {
        self.plan = plan
        self.tool = tool
    }

    /// Kinds that sum a call up, or count through it: of a part they would say what is not true of it.
    private static let sums: Set<String> = [
        ObservationKind.playback, ObservationKind.harness, ObservationKind.section, ObservationKind.expectation,
        ObservationKind.ended, ObservationKind.process,
    ]

    package mutating func receive(_ record: CaptureRecord, to output: inout [UInt8]) {
        switch record {
        case .header(let header): self.header = header
        case .footer(let footer): self.footer = footer
        case .observation(let observation): receive(observation, to: &output)
        case .frame(let frame): receive(frame, to: &output)
        }
    }

    private mutating func receive(_ frame: FrameView, to output: inout [UInt8]) {
        if let connections = plan.connections, !connections.contains(frame.connectionName) {
            summary.others += 1
            return
        }
        if plan.to?.isReached(frame.number, frame.seconds) ?? false { isOver = true }
        guard !isOver else {
            summary.after += 1
            return
        }
        guard hasBegun || plan.from?.isReached(frame.number, frame.seconds) ?? true else {
            preamble.note(frame)
            summary.before += 1
            return
        }
        begin(at: frame.seconds, to: &output)
        summary.kept += 1
        writer.write(frame.frame, isCut: frame.isCut, to: &output)
    }

    private mutating func receive(_ observation: Observation, to output: inout [UInt8]) {
        guard isAbout(observation), !isOver, !(isPart && Self.sums.contains(observation.kind)) else {
            summary.observations += 1
            return
        }
        let isCall = observation.kind == ObservationKind.call
        if hasBegun || !isPart || plan.from?.isReached(observation.number, observation.time.map(Self.seconds)) ?? true {
            // What stands before the first frame has to wait for the header.
            guard hasBegun else { return observations.append(observation) }
            writer.write(observation, to: &output)
        } else if isCall {
            observations.append(observation)
        } else {
            summary.observations += 1
        }
    }

    private mutating func isAbout(_ observation: Observation) -> Bool {
        guard let connections = plan.connections else { return true }
        let data = observation.data
        if let name = data["connection"]?.string {
            guard connections.contains(name) else { return false }
            if let number = data["call"]?.integer { calls.insert(number) }
            return true
        }
        return data["call"]?.integer.map { calls.contains($0) } ?? true
    }

    /// It lacks something of the connections that it shows.
    private var isPart: Bool { plan.from != nil || plan.to != nil }

    private mutating func begin(at time: Double?, to output: inout [UInt8]) {
        guard !hasBegun else { return }
        hasBegun = true
        let moment = time.map { CaptureTime.duration(seconds: $0) }
        writer.write(header(preamble.appendedMs), to: &output)
        for var observation in observations {
            if plan.from != nil, observation.time != nil { observation.time = moment }
            writer.write(observation, to: &output)
        }
        observations = []
        guard plan.from != nil else { return }
        for var frame in preamble.frames {
            // They are told where the part begins: a pause that nobody made would look like a fault.
            if frame.time != nil { frame.time = moment }
            writer.write(frame, to: &output)
            summary.preamble += 1
        }
        preamble.forget()
    }

    /// A part is judged as leniently as a log of unknown beginnings, which is what `convert` stands for.
    private func header(_ appended: [String: Double]) -> CaptureHeader {
        var cut: JSONObject = ["what": .string(plan.title)]
        if let header { cut["of"] = .string(header.id) }
        if plan.from != nil {
            cut["appendedMs"] = .object(
                JSONObject(appended.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) }))
        }
        var result =
            header
            ?? CaptureHeader(id: "cut", started: "", tool: tool, command: "convert", settings: [:])
        if isPart { result.command = "convert" }
        result.settings["cut"] = .object(cut)
        return result
    }

    /// - Parameter source: What reading the capture came to.
    /// - Throws: When nothing lies in the part.
    package mutating func finish(_ source: ReadingSummary, to output: inout [UInt8]) throws(CutError) {
        guard summary.kept > 0 else {
            throw CutError(
                "nothing lies in \(plan.title)",
                hint:
                    "the capture has \(source.frames) frames\(footer?.time.map { ", the last of them at \(Self.seconds($0)) s" } ?? "")"
            )
        }
        if isPart || header?.isConverted ?? true {
            let isOurs = source.format == .capture
            writer.write(
                Observation(
                    number: 0, time: nil, kind: "imported",
                    data: [
                        "format": .string(isOurs ? "event log" : source.format?.rawValue ?? "text log"),
                        "limits": JSON(source.limits + (isPart ? ["a cut: \(plan.title)"] : [])),
                        "unreadable": JSON(source.unreadableLines), "torn": JSON(source.endsAbruptly),
                    ]), to: &output)
        }
        if source.footer != nil || source.format != .capture {
            writer.writeFooter(lost: footer?.lost ?? 0, to: &output)
        }
    }

    private static func seconds(_ time: Duration) -> Double {
        Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
    }
}
