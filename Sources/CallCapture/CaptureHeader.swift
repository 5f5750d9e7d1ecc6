package import JSONText

/// First line of a capture.
package struct CaptureHeader: Sendable, Equatable {
    /// Version of the format. Only grows; old versions stay readable.
    package static let currentVersion = 1

    package var version: Int
    package var id: String
    /// ISO 8601, UTC, milliseconds.
    package var started: String
    /// `realtime-doctor 0.1.0`
    package var tool: String
    /// `probe`, `mock`, `bridge`, `record` …
    package var command: String
    /// Thresholds, script, seed: all that a verdict depends on beside the frames.
    package var settings: JSONObject

    /// `command` of a capture that was made from something else.
    package static let convertCommand = "convert"

    /// It was made from something else, and proves no more than that did.
    package var isConverted: Bool { command == CaptureHeader.convertCommand }

    package init(
        version: Int = currentVersion, id: String, started: String, tool: String, command: String, settings: JSONObject
    ) {
        self.version = version
        self.id = id
        self.started = started
        self.tool = tool
        self.command = command
        self.settings = settings
    }
}

/// Last line of a capture; missing when the writer was killed.
package struct CaptureFooter: Sendable, Equatable {
    package var frames: Int
    package var time: Duration?
    /// Frames that a full buffer made the writer lose.
    package var lost: Int
    /// Redactions by kind: `authorization`, `api-key`, `phone-number` …
    package var redacted: [String: Int]

    package init(frames: Int, time: Duration?, lost: Int, redacted: [String: Int]) {
        self.frames = frames
        self.time = time
        self.lost = lost
        self.redacted = redacted
    }
}
