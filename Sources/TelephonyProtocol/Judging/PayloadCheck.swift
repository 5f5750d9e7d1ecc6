import Base64Coding

/// Looks at the bytes of one media payload: base64, no file header, no text. Source: Twilio Media Streams, media payload.
package enum PayloadCheck {
    /// - Returns: The bytes that are played, nil when nothing is; and what is wrong with them.
    static func muLaw(_ payload: String) -> (audio: [UInt8]?, complaint: CarrierComplaint?) {
        guard let bytes = Base64.decode(payload) else {
            // A transcript in place of audio mostly fails here: it has spaces.
            let reads = reads(payload.utf8)
            return (
                nil,
                CarrierComplaint(
                    reads ? .textAsAudio : .notBase64, .invalidMessage,
                    reads
                        ? "the payload is text: \(excerpt(payload))" : "the payload is not base64: \(excerpt(payload))")
            )
        }
        return (bytes, bytes.isEmpty ? CarrierComplaint(.emptyPayload, nil, "an empty payload") : header(bytes))
    }

    /// A file's header, or text, in what should be bare samples. No carrier refuses it: it is played, as noise.
    package static func header(_ bytes: [UInt8]) -> CarrierComplaint? {
        let first = bytes.first
        if first == UInt8(ascii: "R"), bytes.starts(with: "RIFF".utf8) {
            return CarrierComplaint(.wavHeader, nil, "the payload begins with a WAV header, which is played as noise")
        }
        if first == UInt8(ascii: "I") && bytes.starts(with: "ID3".utf8)
            || first == 0xFF && isMPEG(bytes) && !isMuLawSilence(bytes)
        {
            return CarrierComplaint(.compressedAudio, nil, "the payload is MP3, which is played as noise")
        }
        if first == UInt8(ascii: "O"), bytes.starts(with: "OggS".utf8) {
            return CarrierComplaint(.compressedAudio, nil, "the payload is Ogg, which is played as noise")
        }
        guard bytes.count >= 4, reads(bytes) else { return nil }
        return CarrierComplaint(
            .textAsAudio, nil, "the payload is text: \(excerpt(String(decoding: bytes, as: UTF8.self)))")
    }

    /// The header of a frame of layer III, with a bit rate and a sample rate that there are. ISO/IEC 11172-3, 2.4.1.3.
    private static func isMPEG(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 3, bytes.starts(with: [0xFF, 0xFB]) else { return false }
        return bytes[2] >> 4 != 0 && bytes[2] >> 4 != 15 && bytes[2] >> 2 & 3 != 3
    }

    /// 0xFF 0xFB is the header of an MPEG frame and also two quiet µ-law samples: noise on the line stays near 0xFF and 0x7F.
    private static func isMuLawSilence(_ bytes: [UInt8]) -> Bool {
        let quiet = bytes.prefix(64).count { $0 & 0x7F >= 0x60 }
        return quiet * 10 >= min(bytes.count, 64) * 9
    }

    /// Words of a language: printable, with letters and, past a few characters, spaces. µ-law of that kind does not occur.
    private static func reads(_ bytes: some Collection<UInt8>) -> Bool {
        guard !bytes.isEmpty, bytes.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x0A }) else { return false }
        let letters = bytes.count { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        let spaces = bytes.count { $0 == UInt8(ascii: " ") }
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        guard isASCII || spaces > 0 else { return false }
        return letters * 2 >= bytes.count && (spaces > 0 || bytes.count <= 16)
    }
}
