// Carrier messages as a bridge, an analyser or a test reads them. Nothing that arrived is thrown away.
import JSONText

extension CarrierMessage {
    package init(frame text: String) {
        guard let json = try? JSON(parsing: text), let object = json.object, let event = object["event"]?.string else {
            self = .malformed(payload: text, reason: "not a JSON object with an event")
            return
        }
        do throws(MissingField) {
            switch event {
            case "connected":
                self = .connected(
                    protocol: object["protocol"]?.string ?? "", version: object["version"]?.string ?? "")
            case "start": self = .start(try Start(object))
            case "media": self = .media(try Media(object))
            case "dtmf": self = .dtmf(try DTMF(object))
            case "mark": self = .mark(try Mark(object))
            case "stop": self = .stop(try Stop(object))
            default: self = .unknown(event: event, payload: text)
            }
        } catch {
            self = .malformed(payload: text, reason: "\(event) without \(error.path)")
        }
    }
}

/// A field that an event needs is absent or of another type.
private struct MissingField: Error {
    var path: String
}

extension JSONObject {
    fileprivate func text(_ key: String, in parent: String = "") throws(MissingField) -> String {
        guard let value = self[key]?.string else { throw MissingField(path: parent + key) }
        return value
    }

    fileprivate func object(_ key: String) throws(MissingField) -> JSONObject {
        guard let value = self[key]?.object else { throw MissingField(path: key) }
        return value
    }

    /// A decimal string, as documented; a plain number is what some carriers send.
    fileprivate func counter(_ key: String, in parent: String = "") throws(MissingField) -> Int {
        guard let value = self[key]?.string.flatMap({ Int($0) }) ?? self[key]?.integer else {
            throw MissingField(path: parent + key)
        }
        return value
    }
}

extension CarrierMessage.Start {
    fileprivate init(_ object: JSONObject) throws(MissingField) {
        let start = try object.object("start")
        let format = start["mediaFormat"]
        self.init(
            sequenceNumber: try object.counter("sequenceNumber"), streamSid: try object.text("streamSid"),
            accountSid: start["accountSid"]?.string ?? "", callSid: try start.text("callSid", in: "start."),
            tracks: start["tracks"]?.array?.compactMap(\.string) ?? [], encoding: format?["encoding"]?.string ?? "",
            sampleRate: format?["sampleRate"]?.integer ?? 0, channels: format?["channels"]?.integer ?? 0,
            customParameters: start["customParameters"]?.object ?? [:])
    }
}

extension CarrierMessage.Media {
    fileprivate init(_ object: JSONObject) throws(MissingField) {
        let media = try object.object("media")
        self.init(
            sequenceNumber: try object.counter("sequenceNumber"), streamSid: try object.text("streamSid"),
            track: try media.text("track", in: "media."), chunk: try media.counter("chunk", in: "media."),
            timestamp: try media.counter("timestamp", in: "media."), payload: try media.text("payload", in: "media."))
    }
}

extension CarrierMessage.DTMF {
    fileprivate init(_ object: JSONObject) throws(MissingField) {
        let dtmf = try object.object("dtmf")
        self.init(
            sequenceNumber: try object.counter("sequenceNumber"), streamSid: try object.text("streamSid"),
            track: dtmf["track"]?.string ?? "", digit: try dtmf.text("digit", in: "dtmf."))
    }
}

extension CarrierMessage.Mark {
    fileprivate init(_ object: JSONObject) throws(MissingField) {
        self.init(
            sequenceNumber: try object.counter("sequenceNumber"), streamSid: try object.text("streamSid"),
            name: try object.object("mark").text("name", in: "mark."))
    }
}

extension CarrierMessage.Stop {
    fileprivate init(_ object: JSONObject) throws(MissingField) {
        let stop = try object.object("stop")
        self.init(
            sequenceNumber: try object.counter("sequenceNumber"), streamSid: try object.text("streamSid"),
            accountSid: stop["accountSid"]?.string ?? "", callSid: stop["callSid"]?.string ?? "")
    }
}
