// Audio without a carrier: its shape is told by an observation, or concluded from the first message that has some.
import Base64Coding
import CallCapture
import JSONText
import SpeechAudio
import TelephonyProtocol

extension PhoneConnectionBuilder {
    /// A message on a connection that is not yet known to be of a carrier.
    mutating func guess(_ frame: FrameView, at moment: Moment, _ scratch: inout ConnectionBuilder.Scratch) {
        guard facts.carrier == .unknown, facts.starts.isEmpty else { return }
        if frame.operation == .binary {
            guard let bytes = frame.binary, bytes.count >= 80 else { return }
            become(.plain(PlainAudio(encoding: Self.encoding(ofFrame: bytes.count), path: nil, isGuessed: true)))
        } else {
            guard let json = try? JSON(parsing: frame.payload), let longest = Self.longestText(in: json),
                longest.text.utf8.count >= 100
            else { return }
            var text = longest.text
            var bytes: [UInt8] = []
            guard text.withUTF8({ base64($0, into: &bytes) }) else { return }
            become(
                .plain(PlainAudio(encoding: Self.encoding(ofFrame: bytes.count), path: longest.path, isGuessed: true)))
        }
        guard case .plain(let format) = facts.carrier else { return }
        plainAudio(frame, format, at: moment, &scratch)
    }

    /// Frames mostly hold 20 ms, in one of the usual rates.
    private static func encoding(ofFrame bytes: Int) -> AudioEncoding {
        switch bytes {
        case 80, 160, 240: .pcmu
        case 320: .pcm16(rate: 8_000)
        case 640, 1_280, 3_200: .pcm16(rate: 16_000)
        case 1_920: .pcm16(rate: 48_000)
        default: .pcm24k
        }
    }

    private static func longestText(in json: JSON, depth: Int = 0) -> (path: [String], text: String)? {
        guard depth < 6 else { return nil }
        if let text = json.string { return ([], text) }
        let inner = json.object?.members.compactMap { member in
            longestText(in: member.value, depth: depth + 1).map { ([member.key] + $0.path, $0.text) }
        }
        return inner?.max { $0.1.utf8.count < $1.1.utf8.count }
    }

    mutating func plainAudio(
        _ frame: FrameView, _ format: PlainAudio, at moment: Moment, _ scratch: inout ConnectionBuilder.Scratch
    ) {
        guard read(frame, format, &scratch) else { return }
        note(size: scratch.bytes.count)
        hear(&scratch, at: moment)
    }

    private mutating func note(size: Int) {
        facts.inbound.messages += 1
        facts.inbound.sizes.note(size)
    }

    /// The audio of a message into the scratch bytes; false when it has none.
    private func read(_ frame: FrameView, _ format: PlainAudio, _ scratch: inout ConnectionBuilder.Scratch) -> Bool {
        guard !frame.isCut else { return false }
        switch (format.path, frame.operation) {
        case (nil, .binary):
            guard let bytes = frame.binary else { return false }
            scratch.bytes = bytes
            return true
        case (let path?, .text):
            guard var value = try? JSON(parsing: frame.payload) else { return false }
            for name in path {
                guard let inner = value[name] else { return false }
                value = inner
            }
            guard var text = value.string else { return false }
            return text.withUTF8 { base64($0, into: &scratch.bytes) }
        default: return false
        }
    }

    private func base64(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) -> Bool {
        Base64.decode(UnsafeRawBufferPointer(text), into: &bytes) == nil
    }

    /// What the bridge sends on a plain stream: audio, or talk of all sorts beside it.
    mutating func plainReply(
        _ frame: FrameView, _ format: PlainAudio, at moment: Moment, _ scratch: inout ConnectionBuilder.Scratch
    ) {
        if format.path != nil, frame.operation == .binary {
            return complain(
                CarrierComplaint(.binaryFrame, nil, "a binary frame, where audio is JSON"), dropped: true, at: moment)
        }
        guard read(frame, format, &scratch) else { return }
        play(scratch.bytes, complaint: PayloadCheck.header(scratch.bytes), at: moment)
    }
}
