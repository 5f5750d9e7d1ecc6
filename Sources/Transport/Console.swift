// Standard output carries the result alone; standard error carries progress, warnings, errors and hints.

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The terminal, pipe or file behind this process's standard streams. Nothing is buffered.
package struct Console: Sendable {
    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// On a terminal, with NO_COLOR empty and TERM not dumb; asked for each stream.
    package var outputHasColour: Bool {
        Surroundings.isTerminal(1) && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Of the terminal behind standard output; 100 where there is none.
    package var columns: Int {
        var size = winsize()
        return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 100
    }

    package func out(_ text: String) { send(text, to: 1) }
    package func error(_ line: String) { send(line + "\n", to: 2) }

    /// What happened in one line each, and what to try.
    package func complain(_ message: String, hint: String?) {
        for line in message.split(separator: "\n") { error("error: \(line)") }
        if let hint { error("hint: \(hint)") }
    }

    /// One line that the next one overwrites; only where somebody looks.
    package func progress(_ text: String) {
        guard Surroundings.isTerminal(2), environment["TERM"] != "dumb" else { return }
        send("\r\u{1B}[K\(text)", to: 2)
    }

    private func send(_ text: String, to descriptor: CInt) {
        var text = text
        let failure = text.withUTF8 { writeAll(descriptor, UnsafeRawBufferPointer($0)) }
        // A closed pipe is the reader's wish, not our trouble; a full disk must be told.
        guard descriptor == 1, failure != 0, failure != EPIPE else { return }
        error("warning: standard output could not be written: \(describe(-failure))")
    }
}
