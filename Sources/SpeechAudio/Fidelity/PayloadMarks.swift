/// Payloads that are no audio at all, by their first bytes or by all of them.
package struct PayloadMarks: Sendable {
    /// What a payload is instead of samples.
    package enum Kind: String, Sendable, CaseIterable {
        case wav = "a WAV header"
        case ogg = "an Ogg page"
        case flac = "a FLAC header"
        case id3 = "an ID3 tag (MP3)"
        case mp3 = "an MP3 frame"
        case webm = "a WebM header"
        /// Base64 of base64.
        case base64 = "base64 text"
        case text = "text"
    }

    package struct Mark: Sendable, Equatable {
        package var kind: Kind
        /// Payloads of the kind.
        package var count: Int
        /// The frames that brought the first and the last of them.
        package var first: Int
        package var last: Int
        /// Printable beginning of the first one, for text.
        package var sample: String
    }

    package private(set) var all: [Mark] = []

    package init() {}

    package mutating func receive(_ chunk: [UInt8], frame: Int) {
        guard let kind = PayloadMarks.kind(of: chunk) else { return }
        if let index = all.firstIndex(where: { $0.kind == kind }) {
            all[index].count += 1
            all[index].last = frame
        } else {
            let isText = kind == .text || kind == .base64
            let sample = isText ? String(decoding: chunk.prefix(40), as: UTF8.self) : ""
            all.append(Mark(kind: kind, count: 1, first: frame, last: frame, sample: sample))
        }
    }

    mutating func append(_ next: PayloadMarks) {
        for mark in next.all {
            if let index = all.firstIndex(where: { $0.kind == mark.kind }) {
                all[index].count += mark.count
                all[index].last = mark.last
            } else {
                all.append(mark)
            }
        }
    }

    /// Nil for what may be samples.
    package static func kind(of chunk: [UInt8]) -> Kind? {
        // Nearly all begin with another byte.
        guard let first = chunk.first, first == 0xFF || first < 0x7F, first != 0 else { return nil }
        switch first {
        case 0xFF: return isMP3(chunk) ? .mp3 : nil
        case UInt8(ascii: "R") where chunk.starts(with: "RIFF".utf8) && chunk.count >= 12:
            if chunk[8..<12].elementsEqual("WAVE".utf8) { return .wav }
        case UInt8(ascii: "O") where chunk.starts(with: "OggS".utf8) && chunk.count > 5:
            if chunk[4] == 0 { return .ogg }
        case UInt8(ascii: "f") where chunk.starts(with: "fLaC".utf8): return .flac
        case 0x1A where chunk.starts(with: [0x1A, 0x45, 0xDF, 0xA3]): return .webm
        case UInt8(ascii: "I") where chunk.starts(with: "ID3".utf8) && chunk.count > 4:
            if (2...4).contains(chunk[3]) { return .id3 }
        default: break
        }
        return textKind(chunk)
    }

    /// Two frame headers of layer III at the distance that the first one names: one alone is what quiet G.711 may look
    /// like. Source: ISO/IEC 11172-3, 2.4.1.3.
    private static func isMP3(_ chunk: [UInt8]) -> Bool {
        guard chunk.count > 4, chunk[0] == 0xFF, chunk[1] & 0xE6 == 0xE2 else { return false }
        let isVersion1 = chunk[1] & 0x18 == 0x18
        let kbps = isVersion1 ? version1[Int(chunk[2] >> 4)] : version2[Int(chunk[2] >> 4)]
        let rates = [44_100, 48_000, 32_000, 0]
        let divisor = [4, 0, 2, 1][Int(chunk[1] >> 3 & 3)]
        let rate = divisor == 0 ? 0 : rates[Int(chunk[2] >> 2 & 3)] / divisor
        guard kbps > 0, rate > 0 else { return false }
        let length = (isVersion1 ? 144_000 : 72_000) * kbps / rate + Int(chunk[2] >> 1 & 1)
        guard length + 1 < chunk.count else { return false }
        return chunk[length] == 0xFF && chunk[length + 1] == chunk[1]
    }

    private static let version1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0]
    private static let version2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0]

    /// Samples go up and down: no stretch of them is all printable, and made of letters.
    private static func textKind(_ chunk: [UInt8]) -> Kind? {
        guard chunk.count >= 4 else { return nil }
        var letters = 0
        var isBase64 = chunk.count % 4 == 0
        var distinct: Set<UInt8> = []
        for (index, byte) in chunk.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): letters += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): break
            case UInt8(ascii: "="): if index < chunk.count - 2 { isBase64 = false }
            case 0x20...0x7E, 0x0A, 0x0D, 0x09: isBase64 = false
            default: return nil
            }
            if distinct.count < 64 { distinct.insert(byte) }
        }
        // A loud half wave of µ-law is printable for some milliseconds, but it has no spaces and few different codes.
        guard letters * 2 >= chunk.count else { return nil }
        if isBase64, chunk.count >= 64, distinct.count >= 16 { return .base64 }
        return chunk.count <= 16 || chunk.contains(0x20) && distinct.count >= 8 ? .text : nil
    }
}
