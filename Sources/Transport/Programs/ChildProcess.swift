// A program of the user's that is run beside us: its output as lines, its end, what it took; and nothing of it left behind.

import CProcessGuard
import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs until it ends by itself or by ``stop(patience:)``, and never longer than this process, however that ends: the
/// guard (CProcessGuard) ends all descendants when it loses us, also those that made a session of their own.
package final class ChildProcess {
    package struct Plan: Sendable {
        /// As one would type it: run by `/bin/sh -c`, so quotes, variables, `cd … &&` and pipes work.
        package var commandLine: String
        /// Nil: where we are.
        package var folder: String?
        package var environment: [String: String]
        /// What the program alone sees in the place of a file, in a mount namespace of its own. Needs root.
        package var replaced: [(place: String, shown: String)] = []

        package init(_ commandLine: String, folder: String? = nil, environment: [String: String]) {
            self.commandLine = commandLine
            self.folder = folder
            self.environment = environment
        }
    }

    package enum Stream: String, Sendable {
        case output = "out"
        case error = "err"
    }

    package let plan: Plan
    /// Both streams, in the order they were read.
    package private(set) var tail = LineTail()
    /// Of the program that was started; what it started itself may go on.
    package private(set) var end: ProgramEnd?
    /// Known when everything has ended.
    package private(set) var usage: ProgramUsage?
    package var onLine: (Stream, String) -> Void = { _, _ in }
    /// The program has ended. Its descendants may go on.
    package var onExit: (ProgramEnd) -> Void = { _ in }
    /// Nothing is left of it, and all output was read. Called once, last.
    package var onGone: () -> Void = {}

    private let loop: EventLoop
    private let guardID: pid_t
    private var lifeline: CInt
    private var reports: [UInt8] = []
    private var openPipes = 3
    private var killing: LoopTimer?
    private var splitters: [Stream: LineSplitter] = [.output: LineSplitter(), .error: LineSplitter()]
    /// What went wrong before the program ran.
    private var failure: (step: UInt32, number: CInt)?

    package init(_ loop: EventLoop, _ plan: Plan) throws(TransportError) {
        self.loop = loop
        self.plan = plan
        if let folder = plan.folder, !Files.isDirectory(folder) {
            throw .cannotRun(plan.commandLine, reason: "there is no folder \(folder)")
        }
        var handle = guard_handle()
        let number = ChildProcess.start(plan, &handle)
        guard number == 0 else { throw .cannotRun(plan.commandLine, reason: describe(-number)) }
        guardID = handle.guard
        lifeline = handle.lifeline
        read(handle.output, .output)
        read(handle.error, .error)
        _ = PipeReader(loop, handle.reports) { [self] bytes in
            reports.append(contentsOf: bytes)
            takeReports()
        } ended: { [self] in
            pipeEnded()
        }
    }

    deinit {
        if lifeline >= 0 { close(lifeline) }
    }

    /// Everything has ended.
    package var isGone: Bool { openPipes == 0 }

    /// Asks the program and all that it started to end (SIGTERM), and ends what is left after `patience` (SIGKILL).
    /// ``onGone`` says when it is done.
    package func stop(patience: Duration = .seconds(3)) {
        guard lifeline >= 0, killing == nil else { return }
        say("t")
        killing = loop.schedule(after: patience) { [weak self] in self?.kill() }
    }

    /// Ends the program and all that it started at once (SIGKILL).
    package func kill() {
        killing?.cancel()
        guard lifeline >= 0 else { return }
        close(lifeline)
        lifeline = -1
    }

    /// Why the program could not even be started; nil when it was.
    package var startFailure: TransportError? {
        guard let failure else { return nil }
        let reason =
            switch failure.step {
            case GUARD_NAMESPACE.rawValue, GUARD_MOUNT.rawValue:
                "no mount namespace of its own: \(describe(-failure.number))"
            case GUARD_FOLDER.rawValue: "its folder \(plan.folder ?? ""): \(describe(-failure.number))"
            default: describe(-failure.number)
            }
        return .cannotRun(plan.commandLine, reason: reason)
    }

    // MARK: The guard's words

    private func say(_ word: Character) {
        var byte = word.asciiValue ?? 0
        _ = write(lifeline, &byte, 1)
    }

    private func takeReports() {
        let size = MemoryLayout<guard_report>.size
        while reports.count >= size {
            let report = reports.withUnsafeBytes { $0.loadUnaligned(as: guard_report.self) }
            reports.removeFirst(size)
            take(report)
        }
    }

    private func take(_ report: guard_report) {
        switch UInt32(clamping: report.event) {
        case GUARD_FAILED.rawValue: failure = (UInt32(clamping: report.detail), report.value)
        case GUARD_EXITED.rawValue:
            let end = ProgramEnd(waitStatus: report.value)
            self.end = end
            onExit(end)
        case GUARD_ENDED.rawValue:
            usage = ProgramUsage(
                processorTime: .microseconds(report.user_microseconds + report.system_microseconds),
                peakMemory: Int(report.peak_kibibytes) << 10,
                bytesRead: report.bytes_read < 0 ? nil : Int(report.bytes_read),
                bytesWritten: report.bytes_written < 0 ? nil : Int(report.bytes_written))
        default: break
        }
    }

    // MARK: Output

    private func read(_ descriptor: CInt, _ stream: Stream) {
        _ = PipeReader(loop, descriptor) { [self] bytes in
            for line in splitters[stream]?.receive(bytes) ?? [] { tell(stream, line) }
        } ended: { [self] in
            if let line = splitters[stream]?.finish() { tell(stream, line) }
            pipeEnded()
        }
    }

    private func tell(_ stream: Stream, _ line: String) {
        tail.append(line)
        onLine(stream, line)
    }

    private func pipeEnded() {
        openPipes -= 1
        guard openPipes == 0 else { return }
        killing?.cancel()
        if lifeline >= 0 { close(lifeline) }
        lifeline = -1
        // It has nothing left to do; not for long.
        var status: CInt = 0
        while waitpid(guardID, &status, 0) < 0, errno == EINTR {}
        let gone = onGone
        onGone = {}
        onExit = { _ in }
        onLine = { _, _ in }
        gone()
    }

    // MARK: Starting

    private static func start(_ plan: Plan, _ handle: inout guard_handle) -> CInt {
        let variables = plan.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return withCStrings(["/bin/sh", "-c", plan.commandLine]) { arguments in
            withCStrings(variables) { environment in
                withCStrings(plan.replaced.flatMap { [$0.shown, $0.place] }) { paths in
                    let mounts = stride(from: 0, to: plan.replaced.count * 2, by: 2).map {
                        guard_mount(shown: UnsafePointer(paths[$0]), place: UnsafePointer(paths[$0 + 1]))
                    }
                    return mounts.withUnsafeBufferPointer { mounts in
                        var raw = guard_plan()
                        raw.program = UnsafePointer(arguments[0])
                        raw.arguments = arguments
                        raw.environment = environment
                        raw.mounts = mounts.baseAddress
                        raw.mount_count = CInt(mounts.count)
                        guard let folder = plan.folder else { return guard_start(&raw, &handle) }
                        return folder.withCString {
                            raw.folder = $0
                            return guard_start(&raw, &handle)
                        }
                    }
                }
            }
        }
    }
}

/// NULL-terminated, as exec wants them.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("there is at least the last NULL") }
        return body(base)
    }
}

package enum MountNamespace {
    /// Whether ``ChildProcess/Plan/replaced`` can be had here: on Linux, as root, where nothing forbids it.
    package static var isAllowed: Bool { guard_can_mount() == 1 }
}
