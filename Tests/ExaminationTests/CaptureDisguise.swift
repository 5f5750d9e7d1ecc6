import CallCapture
import JSONText

/// The same call as other tools would have written it down.
enum CaptureDisguise {
    /// No scenario, no seed, no command in the header; everything else as it was.
    static func withoutName(_ capture: [UInt8]) throws -> [UInt8] {
        var lines = capture.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let first = lines.first, var header = try JSON(parsing: Array(first)).object,
            var settings = header["settings"]?.object
        else {
            return capture
        }
        settings["scenario"] = nil
        settings["seed"] = nil
        header["settings"] = .object(settings)
        header["id"] = "anonymous"
        lines[0] = JSON.object(header).bytes[...]
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// `{"dir":"sent","t":1.25,"event":{…}}` a line: no header, no observations, no opening, no close.
    static func eventLog(_ capture: [UInt8], hasTimes: Bool) throws -> [UInt8] {
        var output: [UInt8] = []
        for line in capture.split(separator: UInt8(ascii: "\n")) {
            let record = try JSON(parsing: Array(line))
            guard record["op"] == "text", let event = record["data"], let direction = record["dir"]?.string else {
                continue
            }
            var entry: JSONObject = ["dir": direction == "up" ? "sent" : "received"]
            if hasTimes { entry["t"] = record["t"] }
            entry["event"] = event
            JSON.object(entry).write(to: &output)
            output.append(UInt8(ascii: "\n"))
        }
        return output
    }
}
