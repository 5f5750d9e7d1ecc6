extension WAV {
    private static let pcm = 1
    private static let float = 3
    private static let aLaw = 6
    private static let muLaw = 7
    private static let extensible = 0xFFFE

    /// PCM of 8, 16, 24 or 32 bits, float of 32 or 64, µ-law and A-law, up to 8 channels. A data chunk that is cut
    /// short, or whose length a streaming writer never filled in, gives what is there.
    package init(_ bytes: [UInt8]) throws(WAVError) {
        guard bytes.count >= 12, WAV.tag(bytes, 0) == "RIFF", WAV.tag(bytes, 8) == "WAVE" else {
            throw WAVError(explanation: "no RIFF/WAVE header in \(bytes.count) bytes")
        }
        var format: Format?
        var offset = 12
        while offset + 8 <= bytes.count {
            let length = WAV.number(bytes, offset + 4, 4)
            let start = offset + 8
            let end = min(start + length, bytes.count)
            switch WAV.tag(bytes, offset) {
            case "fmt ": format = try Format(bytes, start..<end)
            case "data":
                guard let format else { throw WAVError(explanation: "the data chunk comes before the fmt chunk") }
                self.init(
                    sampleRate: format.sampleRate,
                    channels: format.channels(bytes, start..<end),
                    isTruncated: start + length > bytes.count
                )
                return
            default: break
            }
            // Chunks are padded to an even length.
            offset = start + length + length % 2
        }
        throw WAVError(explanation: format == nil ? "no fmt chunk" : "no data chunk")
    }

    private static func tag(_ bytes: [UInt8], _ offset: Int) -> String {
        String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
    }

    /// A little-endian number of up to 4 bytes. The caller knows that they are there.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    private struct Format {
        let kind: Int
        let channelCount: Int
        let sampleRate: Int
        let bits: Int

        init(_ bytes: [UInt8], _ range: Range<Int>) throws(WAVError) {
            guard range.count >= 16 else { throw WAVError(explanation: "the fmt chunk has only \(range.count) bytes") }
            let start = range.lowerBound
            var kind = WAV.number(bytes, start, 2)
            if kind == WAV.extensible {
                guard range.count >= 26 else {
                    throw WAVError(explanation: "the extensible fmt chunk has only \(range.count) bytes")
                }
                // The first two bytes of the sub-format's GUID are the format tag.
                kind = WAV.number(bytes, start + 24, 2)
            }
            self.kind = kind
            channelCount = WAV.number(bytes, start + 2, 2)
            sampleRate = WAV.number(bytes, start + 4, 4)
            bits = WAV.number(bytes, start + 14, 2)
            guard (1...8).contains(channelCount) else { throw WAVError(explanation: "\(channelCount) channels") }
            guard (1_000...384_000).contains(sampleRate) else {
                throw WAVError(explanation: "a sample rate of \(sampleRate) Hz")
            }
            let isKnown =
                switch kind {
                case WAV.pcm: [8, 16, 24, 32].contains(bits)
                case WAV.float: [32, 64].contains(bits)
                case WAV.aLaw, WAV.muLaw: bits == 8
                default: false
                }
            guard isKnown else {
                throw WAVError(explanation: "format \(kind) with \(bits) bits a sample is not supported")
            }
        }

        /// Whole frames only: what is left at the end of a torn file is dropped.
        func channels(_ bytes: [UInt8], _ range: Range<Int>) -> [[Int16]] {
            let width = bits / 8
            let frames = range.count / (width * channelCount)
            if kind == WAV.pcm, bits == 16, channelCount == 1 {
                return [AudioEncoding.pcm16(rate: sampleRate).decode(Array(bytes[range]))]
            }
            return (0..<channelCount).map { channel in
                (0..<frames).map { frame in
                    sample(bytes, range.lowerBound + (frame * channelCount + channel) * width)
                }
            }
        }

        private func sample(_ bytes: [UInt8], _ offset: Int) -> Int16 {
            switch (kind, bits) {
            case (WAV.aLaw, _): G711.aLawValues[Int(bytes[offset])]
            case (WAV.muLaw, _): G711.muLawValues[Int(bytes[offset])]
            case (WAV.float, 32):
                Format.sample(Double(Float(bitPattern: UInt32(WAV.number(bytes, offset, 4)))))
            case (WAV.float, _):
                Format.sample(
                    Double(
                        bitPattern: UInt64(WAV.number(bytes, offset, 4)) | UInt64(WAV.number(bytes, offset + 4, 4))
                            << 32))
            // 8-bit PCM is unsigned, the others are signed; of the wider ones the upper 16 bits are kept.
            case (_, 8): Int16(truncatingIfNeeded: (Int(bytes[offset]) - 128) << 8)
            default: Int16(truncatingIfNeeded: WAV.number(bytes, offset + bits / 8 - 2, 2))
            }
        }

        private static func sample(_ value: Double) -> Int16 {
            value.isNaN ? 0 : Int16(max(-32_768, min(32_767, (value * 32_768).rounded())))
        }
    }
}
