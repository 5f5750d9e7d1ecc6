// How a program ended, and what it took.

package enum ProgramEnd: Sendable, Equatable {
    case exited(Int)
    case signalled(Int)

    /// - Parameter waitStatus: Of wait(2).
    init(waitStatus: Int32) {
        let signal = Int(waitStatus & 0x7F)
        self = signal == 0 ? .exited(Int((waitStatus >> 8) & 0xFF)) : .signalled(signal)
    }

    /// `exited with code 1`, `was ended by SIGSEGV (signal 11)`.
    package var words: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .signalled(let number):
            "was ended by \(Self.names[number].map { "\($0) (signal \(number))" } ?? "signal \(number)")"
        }
    }

    /// Those that a person meets; their numbers are the same everywhere.
    private static let names = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 6: "SIGABRT", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV",
        13: "SIGPIPE", 15: "SIGTERM",
    ]
}

/// Of a program and all that it started.
package struct ProgramUsage: Sendable, Equatable {
    /// User and system together.
    package var processorTime: Duration
    /// Bytes that its largest process had in memory.
    package var peakMemory: Int
    /// Files and sockets alike; nil where the system does not count.
    package var bytesRead: Int?
    package var bytesWritten: Int?

    package init(processorTime: Duration, peakMemory: Int, bytesRead: Int?, bytesWritten: Int?) {
        self.processorTime = processorTime
        self.peakMemory = peakMemory
        self.bytesRead = bytesRead
        self.bytesWritten = bytesWritten
    }
}
