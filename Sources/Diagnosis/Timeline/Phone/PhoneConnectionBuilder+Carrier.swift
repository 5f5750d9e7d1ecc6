// What the carrier says: its stream, its numbers, and the caller's audio.
import CallCapture
import JSONText
import SpeechAudio
import TelephonyProtocol

extension PhoneConnectionBuilder {
    mutating func carrierSays(_ frame: FrameView, at moment: Moment, _ scratch: inout ConnectionBuilder.Scratch) {
        if case .plain(let format) = facts.carrier { return plainAudio(frame, format, at: moment, &scratch) }
        guard frame.operation == .text, let fields = frame.fields ?? scratch.fields.scanned(frame.payload) else {
            return guess(frame, at: moment, &scratch)
        }
        guard let event = fields["event"]?.stringBytes else { return guess(frame, at: moment, &scratch) }
        if RawJSON.same(event, "media") {
            return media(fields, frame, at: moment, &scratch)
        }
        let isStart = RawJSON.same(event, "start")
        if isStart || RawJSON.same(event, "connected") || RawJSON.same(event, "stop") || RawJSON.same(event, "dtmf")
            || RawJSON.same(event, "mark")
        {
            if facts.carrier == .unknown { become(.twilio) }
        }
        if isStart { facts.numbers.restart() }
        if let number = counter(fields["sequenceNumber"]) { facts.numbers.note(number, at: moment) }
        guard let json = try? JSON(parsing: frame.payload) else { return }
        switch json["event"]?.string {
        case "connected": facts.connected.append(moment)
        case "start": start(json, at: moment)
        case "dtmf":
            if facts.digits.count < 1_000 {
                facts.digits.append(.init(moment: moment, digit: json["dtmf"]?["digit"]?.string ?? ""))
            }
        case "mark": echoed(json["mark"]?["name"]?.string ?? "", at: moment)
        case "stop":
            if facts.stops.count < 100 { facts.stops.append(moment) }
            judge.phase = .stopped
        default: break
        }
    }

    private mutating func start(_ json: JSON, at moment: Moment) {
        let start = json["start"]
        let sid = json["streamSid"]?.string ?? start?["streamSid"]?.string ?? ""
        let format = start?["mediaFormat"]
        let tracks = start?["tracks"]?.array?.compactMap(\.string) ?? []
        judge.streamSid = sid
        judge.phase = .running
        // Only a stream that listens can be given what the caller hears.
        if tracks.contains("outbound") { judge.kind = .unidirectional }
        if let encoding = AudioEncoding(mediaFormat: format), encoding != facts.announced {
            facts.announced = encoding
            become(facts.carrier)
        }
        guard facts.starts.count < 100 else { return }
        facts.starts.append(
            .init(
                moment: moment, streamSid: sid, callSid: start?["callSid"]?.string ?? "", tracks: tracks,
                encoding: format?["encoding"]?.string ?? "", sampleRate: format?["sampleRate"]?.boundedInteger,
                parameters: start?["customParameters"]?.object ?? [:]))
    }

    private mutating func media(
        _ fields: borrowing TopLevelFields, _ frame: FrameView, at moment: Moment,
        _ scratch: inout ConnectionBuilder.Scratch
    ) {
        if let number = counter(fields["sequenceNumber"]) { facts.numbers.note(number, at: moment) }
        if judge.streamSid.isEmpty, let sid = fields["streamSid"]?.string, !sid.isEmpty {
            // The capture begins in the middle of the stream, or a logger cut `start` off.
            judge.streamSid = sid
            judge.phase = .running
            if let last = facts.starts.indices.last { facts.starts[last].streamSid = sid }
            if facts.carrier == .unknown { become(.twilio) }
        }
        guard let body = fields["media"], body.kind == .object, scratch.nested.scan(body.bytes) else { return }
        let isOutbound = scratch.nested["track"]?.stringBytes.map { RawJSON.same($0, "outbound") } ?? false
        // A log whose payloads are empty has left the audio out.
        let isReadable =
            !frame.isCut && AudioPayload.decode(scratch.nested["payload"], into: &scratch.bytes)
            && (isCapture || !scratch.bytes.isEmpty)
        let (chunk, timestamp) = (counter(scratch.nested["chunk"]), counter(scratch.nested["timestamp"]))
        let size = isReadable ? scratch.bytes.count : nil
        if isOutbound {
            facts.outbound.note(chunk: chunk, timestamp: timestamp, size: size, at: moment)
            return
        }
        let missing = facts.inbound.note(chunk: chunk, timestamp: timestamp, size: size, at: moment)
        guard isReadable else { return facts.caller.countUnreadable(at: moment) }
        if missing > 0 {
            let lost = min(Double(missing) * 20, 600_000)
            facts.caller.lose(milliseconds: lost)
            facts.callerTrace.add(lost, at: moment)
        }
        hear(&scratch, at: moment)
    }

    /// The bytes that the scratch holds are the caller's.
    mutating func hear(_ scratch: inout ConnectionBuilder.Scratch, at moment: Moment) {
        let encoding = facts.encoding
        let count = facts.caller.bursts.count
        let wasSounding = facts.caller.isSounding
        encoding.decode(scratch.bytes, into: &scratch.samples)
        facts.caller.receive(scratch.samples, bytes: scratch.bytes.count, in: encoding, at: moment)
        facts.callerTrace.add(encoding.milliseconds(ofBytes: scratch.bytes.count), at: moment)
        facts.callerTrack.add(scratch.bytes, scratch.samples, in: encoding, at: moment)
        followBursts(from: count, wasSounding: wasSounding)
    }

    private mutating func echoed(_ name: String, at moment: Moment) {
        guard let index = facts.marks.firstIndex(where: { $0.echoed == nil && $0.name == name }) else { return }
        facts.marks[index].echoed = moment
    }

    /// A decimal string, as documented, or a plain number, as some carriers send; at most 12 digits, so that sums of them are numbers, too.
    private func counter(_ value: RawJSON?) -> Int? {
        guard let value else { return nil }
        let digits = value.kind == .number ? value.bytes : value.stringBytes
        guard let digits, !digits.isEmpty, digits.count <= 12 else { return nil }
        var number = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
