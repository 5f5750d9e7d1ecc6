import Base64Coding
import JSONText
import SpeechAudio
import TelephonyProtocol
import WebSocketWire

/// Bare audio on a WebSocket, for bridges that no carrier feeds: browsers, microphones, test clients.
struct PlainFront: CarrierFront {
    let format: PlainFormat
    var streamSid = ""
    private let path: [String]
    private let template: JSON
    private var decoder: SampleDecoder

    init(_ format: PlainFormat) {
        self.format = format
        decoder = SampleDecoder(format.encoding)
        switch format.framing {
        case .binary: (path, template) = ([], .null)
        case .json(let dotted, let text):
            path = dotted.split(separator: ".").map(String.init)
            template = (try? JSON(parsing: text)) ?? [:]
        }
    }

    var encoding: AudioEncoding { format.encoding }

    mutating func greeting() -> [WireMessage] { [] }
    mutating func start() -> [WireMessage] { [] }
    mutating func press(_ digit: String) -> WireMessage? { nil }
    mutating func echo(mark: String) -> WireMessage? { nil }
    mutating func stop() -> WireMessage? { nil }

    mutating func media(_ samples: [Int16], timestamp: Int) -> WireMessage {
        let bytes = encoding.encode(samples)
        guard case .json = format.framing else { return .binary(bytes) }
        return .text(PlainFront.setting(.string(Base64.encode(bytes)), at: path[...], in: template).text)
    }

    mutating func receive(_ message: WireMessage) -> FrontVerdict {
        switch (format.framing, message) {
        case (.binary, .binary(let bytes)): return audio(bytes)
        // Bridges of this kind talk about all sorts of things beside the audio.
        case (.binary, .text): return FrontVerdict()
        case (.json, .binary(let bytes)):
            return FrontVerdict(
                complaint: CarrierComplaint(
                    .binaryFrame, nil, "a binary frame of \(bytes.count) bytes; audio is JSON here"))
        case (.json, .text(let text)):
            guard var value = try? JSON(parsing: text) else {
                return FrontVerdict(complaint: CarrierComplaint(.notJSON, nil, "not JSON"))
            }
            for name in path {
                guard let inner = value[name] else { return FrontVerdict() }
                value = inner
            }
            guard var payload = value.string else { return FrontVerdict() }
            var bytes: [UInt8] = []
            guard payload.withUTF8({ Base64.decode(UnsafeRawBufferPointer($0), into: &bytes) }) == nil else {
                return FrontVerdict(complaint: CarrierComplaint(.notBase64, nil, "the audio is not base64"))
            }
            return audio(bytes)
        }
    }

    private mutating func audio(_ bytes: [UInt8]) -> FrontVerdict {
        let header = PayloadCheck.header(bytes)
        return FrontVerdict(heard: .audio(decoder.receive(bytes)), complaint: header)
    }

    private static func setting(_ value: JSON, at path: ArraySlice<String>, in json: JSON) -> JSON {
        guard let name = path.first else { return value }
        var object = json.object ?? [:]
        object[name] = setting(value, at: path.dropFirst(), in: object[name] ?? [:])
        return .object(object)
    }
}
