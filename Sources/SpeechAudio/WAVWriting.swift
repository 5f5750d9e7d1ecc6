extension WAV {
    /// A canonical file: 44 bytes of header, then 16-bit PCM, channels interleaved. Shorter channels end in silence.
    package var bytes: [UInt8] {
        let channelCount = max(1, channels.count)
        let frames = channels.map(\.count).max() ?? 0
        // The format has 32 bits for a length; longer audio says the most it can, as streaming writers do.
        let length = UInt32(clamping: frames * channelCount * 2)
        var output: [UInt8] = []
        output.reserveCapacity(44 + frames * channelCount * 2)
        output.append(contentsOf: "RIFF".utf8)
        WAV.append(UInt32(clamping: Int(length) + 36), to: &output)
        output.append(contentsOf: "WAVEfmt ".utf8)
        WAV.append(UInt32(16), to: &output)
        WAV.append(UInt16(1), to: &output)
        WAV.append(UInt16(clamping: channelCount), to: &output)
        WAV.append(UInt32(clamping: sampleRate), to: &output)
        WAV.append(UInt32(clamping: sampleRate * channelCount * 2), to: &output)
        WAV.append(UInt16(clamping: channelCount * 2), to: &output)
        WAV.append(UInt16(16), to: &output)
        output.append(contentsOf: "data".utf8)
        WAV.append(length, to: &output)
        if channels.count == 1, let channel = channels.first {
            return output + AudioEncoding.pcm16(rate: sampleRate).encode(channel)
        }
        for frame in 0..<frames {
            for channel in channels {
                WAV.append(UInt16(bitPattern: frame < channel.count ? channel[frame] : 0), to: &output)
            }
        }
        return output
    }

    private static func append(_ value: some FixedWidthInteger, to output: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { output.append(contentsOf: $0) }
    }
}
