import CallCapture
package import Diagnosis

/// A `.tar` of a report folder to attach to a support request, with a README that says what is inside and what was left out.
package enum SupportBundle {
    /// An uncompressed POSIX ustar archive; compress it where zlib is. The same files give the same bytes.
    ///
    /// - Parameter folder: Name of the one folder that everything unpacks into.
    package static func bytes(_ files: [ReportFile], report: Report, folder: String) -> [UInt8] {
        let capture = files.first { $0.name == "capture.jsonl" }?.bytes ?? []
        let readme = ReportFile(
            name: "README.txt", bytes: Array(readme(files, report: report, redacted: redacted(capture)).utf8))
        return TapeArchive.bytes(([readme] + files).map { (name: "\(folder)/\($0.name)", bytes: $0.bytes) })
    }

    /// Redactions by kind, as the footer of the capture counts them; nil when it does not say.
    private static func redacted(_ capture: [UInt8]) -> [String: Int]? {
        (try? CaptureReader.read(capture) { _ in })?.footer?.redacted
    }

    private static let contents = [
        "report.html": "the report for people: open it in a browser, it loads nothing from anywhere",
        "report.json": "the same for programs",
        "junit.xml": "the same for a CI",
        "capture.jsonl": "every frame of the conversation, one a line, with times",
        "caller.wav": "what the model was sent, on the clock of the capture",
        "assistant.wav": "what the model answered, on the same clock",
    ]

    private static func readme(_ files: [ReportFile], report: Report, redacted: [String: Int]?) -> String {
        var lines = [
            "realtime-doctor: \(TerminalText.safe(VerdictWords.word(report.verdict) + ", " + VerdictWords.sentence(report)))",
            "",
        ]
        let source = report.source
        for (name, value) in [
            ("tool", source.tool), ("command", source.command), ("started", source.started), ("capture", source.id),
            ("model", report.sessions.first?.model), ("session", report.sessions.first?.id),
        ] {
            if let value { lines.append("\(name.padded(to: 10))\(TerminalText.safe(value))") }
        }
        lines += ["", "What is inside", ""]
        lines += files.map { "  \($0.name.padded(to: 16))\(contents[$0.name] ?? "")" }
        lines += ["", "What was left out", ""]
        switch redacted {
        case nil:
            lines.append(
                "  This capture does not say what was redacted: look through capture.jsonl before you send it.")
        case let counts? where counts.values.allSatisfy { $0 <= 0 }:
            lines.append("  Nothing had to be redacted: no credential and no telephone number crossed the wire.")
        case let counts?:
            lines += counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }
                .map { "  \(TerminalText.safe($0.key)): \($0.value)×, replaced by a placeholder as it was written" }
        }
        lines += [
            "",
            "What was said is inside, as sound and, where the model transcribed it, as text. Send this archive only to",
            "people who may hear the call.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
