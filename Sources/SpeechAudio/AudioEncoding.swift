#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How samples travel as bytes: the three formats that the Realtime API and the carriers speak. Mono throughout.
/// Source: OpenAI Realtime, session `audio.input.format`; ITU-T G.711.
package enum AudioEncoding: Sendable, Hashable {
    /// Signed 16-bit little-endian. The Realtime API allows 24,000 Hz only.
    case pcm16(rate: Int)
    /// G.711 µ-law, 8,000 Hz.
    case pcmu
    /// G.711 A-law, 8,000 Hz.
    case pcma

    /// `audio/pcm` at 24,000 Hz, the default of the Realtime API.
    package static let pcm24k = AudioEncoding.pcm16(rate: 24_000)

    /// Samples a second; at least 1, whatever a peer declared.
    package var sampleRate: Int {
        switch self {
        case .pcm16(let rate): min(max(rate, 1), 1_000_000)
        case .pcmu, .pcma: 8_000
        }
    }

    package var bytesPerSample: Int {
        switch self {
        case .pcm16: 2
        case .pcmu, .pcma: 1
        }
    }

    package var bytesPerSecond: Int { sampleRate * bytesPerSample }

    /// 48 for PCM at 24 kHz, 8 for G.711. Rounded down for rates that are no whole number of kHz: then use
    /// ``milliseconds(ofBytes:)``.
    package var bytesPerMillisecond: Int { bytesPerSecond / 1_000 }

    /// The bytes that play as silence: 0xFF in µ-law, 0xD5 in A-law, 0 in PCM.
    package var silence: UInt8 {
        switch self {
        case .pcm16: 0
        case .pcmu: G711.muLawSilence
        case .pcma: G711.aLawSilence
        }
    }

    package func milliseconds(ofBytes count: Int) -> Double { Double(count) * 1_000 / Double(bytesPerSecond) }

    /// Bytes of so much audio, whole samples, rounded down; 0 for negative durations.
    package func bytes(ofMilliseconds milliseconds: Double) -> Int {
        guard milliseconds > 0, milliseconds < 1e12 else { return 0 }
        return Int(milliseconds * Double(sampleRate) / 1_000) * bytesPerSample
    }

    /// How many of `count` bytes at the end are half a sample: 1 for an odd number of PCM bytes, otherwise 0.
    package func incompleteBytes(of count: Int) -> Int { count % bytesPerSample }
}

extension AudioEncoding {
    /// The samples of whole bytes. Half a sample at the end is left out: ``incompleteBytes(of:)`` tells,
    /// and ``SampleDecoder`` keeps it for the next chunk.
    package func decode(_ bytes: [UInt8]) -> [Int16] {
        bytes.withUnsafeBytes { decode($0) }
    }

    package func decode(_ bytes: UnsafeRawBufferPointer) -> [Int16] {
        let count = bytes.count / bytesPerSample
        guard count > 0 else { return [] }
        return [Int16](unsafeUninitializedCapacity: count) { samples, initialized in
            decode(bytes, to: samples)
            initialized = count
        }
    }

    /// Into a buffer that is used again and again, replacing what it held.
    package func decode(_ bytes: [UInt8], into samples: inout [Int16]) {
        let count = bytes.count / bytesPerSample
        if samples.count > count {
            samples.removeLast(samples.count - count)
        } else if samples.count < count {
            samples.append(contentsOf: repeatElement(0, count: count - samples.count))
        }
        samples.withUnsafeMutableBufferPointer { samples in bytes.withUnsafeBytes { decode($0, to: samples) } }
    }

    /// - Parameter samples: At least as many as `bytes` has whole ones.
    func decode(_ bytes: UnsafeRawBufferPointer, to samples: UnsafeMutableBufferPointer<Int16>) {
        switch self {
        case .pcm16:
            for index in 0..<bytes.count / 2 {
                let value = bytes.loadUnaligned(fromByteOffset: index &* 2, as: Int16.self)
                samples[index] = Int16(littleEndian: value)
            }
        case .pcmu: G711.decode(bytes, to: samples, table: G711.muLawValues)
        case .pcma: G711.decode(bytes, to: samples, table: G711.aLawValues)
        }
    }

    package func encode(_ samples: [Int16]) -> [UInt8] {
        switch self {
        case .pcm16:
            [UInt8](unsafeUninitializedCapacity: samples.count * 2) { bytes, initialized in
                for (index, sample) in samples.enumerated() {
                    bytes[index &* 2] = UInt8(truncatingIfNeeded: sample)
                    bytes[index &* 2 &+ 1] = UInt8(truncatingIfNeeded: sample >> 8)
                }
                initialized = samples.count * 2
            }
        case .pcmu where isSilence(samples): [UInt8](repeating: G711.muLawSilence, count: samples.count)
        case .pcmu:
            G711.muLawCodes.withUnsafeBufferPointer { codes in samples.map { codes[Int($0) - Int(Int16.min)] } }
        case .pcma: samples.map(G711.aLaw)
        }
    }

    /// Nothing but zeros, as most of what a caller's line brings is.
    private func isSilence(_ samples: [Int16]) -> Bool {
        guard samples.first == 0 else { return false }
        return samples.withUnsafeBytes { bytes in
            bytes.baseAddress.map { memcmp($0, $0 + 1, bytes.count - 1) == 0 } ?? false
        }
    }
}
