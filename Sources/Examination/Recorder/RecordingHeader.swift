package import CallCapture
import JSONText

extension CaptureHeader {
    /// The header of a recording: where each leg went to.
    package static func recording(
        id: String, started: String, model: UpstreamRoute?, phone: UpstreamRoute? = nil
    ) -> CaptureHeader {
        var settings = JSONObject()
        settings["upstream"] = model.map { .string($0.shown) }
        settings["phoneUpstream"] = phone.map { .string($0.shown) }
        return CaptureHeader(id: id, started: started, tool: Tool.name, command: "record", settings: settings)
    }
}
