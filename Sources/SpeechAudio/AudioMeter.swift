/// Measures a stream of audio as it passes, without keeping it: level, peak, silence, bursts of speech.
/// Memory is bounded, and nothing is allocated for a chunk, so that a capture of many gigabytes can be fed through.
package struct AudioMeter: Sendable {
    package let encoding: AudioEncoding
    /// Whole and half samples, all that was received.
    package private(set) var bytes = 0
    /// Windows of exact silence, in ms.
    package private(set) var digitalSilenceMs = 0
    /// The longest stretch of exact silence, in ms, on the grid of windows.
    package private(set) var longestDigitalSilenceMs = 0
    /// Exact silence since the last sound, in ms.
    package private(set) var currentDigitalSilenceMs = 0

    package static let windowMs = 20

    private let samplesPerWindow: Int
    /// The magnitude of silence: 8 in A-law, which has no zero.
    private let silentPeak: Int
    private var pendingByte: UInt8?
    private var window = SampleSums()
    private var total = SampleSums()
    private var windows = 0
    private var finder = BurstFinder()
    private var excerptBytes: [UInt8] = []
    private let excerptCapacity: Int

    /// - Parameter excerptMs: At most 60,000; how much audio to keep from the first sound on, so that ``excerpt`` can
    ///   be classified.
    package init(_ encoding: AudioEncoding, excerptMs: Int = 0) {
        self.encoding = encoding
        samplesPerWindow = max(1, encoding.sampleRate * AudioMeter.windowMs / 1_000)
        silentPeak = encoding == .pcma ? 8 : 0
        excerptCapacity = encoding.bytes(ofMilliseconds: Double(min(excerptMs, 60_000)))
    }

    package mutating func receive(_ chunk: UnsafeRawBufferPointer) {
        guard chunk.count > 0 else { return }
        bytes += chunk.count
        var rest = chunk
        if let first = pendingByte {
            pendingByte = nil
            withUnsafeBytes(of: (first, chunk[0])) { measure($0) }
            rest = UnsafeRawBufferPointer(rebasing: chunk.dropFirst())
        }
        if encoding.incompleteBytes(of: rest.count) == 1 {
            pendingByte = rest.last
            rest = UnsafeRawBufferPointer(rebasing: rest.dropLast())
        }
        measure(rest)
    }

    package mutating func receive(_ chunk: [UInt8]) { chunk.withUnsafeBytes { receive($0) } }

    package var samples: Int { total.count + window.count }
    package var milliseconds: Double { Double(samples) * 1_000 / Double(encoding.sampleRate) }
    /// Root mean square in dBFS.
    package var rms: Double {
        let squares = Double(total.squares) + Double(window.squares)
        return AudioLevel.decibels(meanSquare: samples == 0 ? 0 : squares / Double(samples))
    }
    /// In dBFS.
    package var peak: Double { AudioLevel.decibels(meanSquare: Double(peakMagnitude) * Double(peakMagnitude)) }
    /// The largest magnitude, 0...32,768.
    package var peakMagnitude: Int { max(total.peak, window.peak) }
    /// Every sample is the silence of the encoding. No samples at all are not silence.
    package var isDigitalSilence: Bool { samples > 0 && peakMagnitude <= silentPeak }
    /// Half a sample is left over: chunks do not end where samples do.
    package var hasHalfSample: Bool { pendingByte != nil }
    /// Stretches of sound, in order; the last one may still go on.
    package var bursts: [Burst] { finder.bursts }
    /// Bursts that were forgotten because there were more than ``BurstFinder/capacity``.
    package var omittedBursts: Int { finder.omitted }
    /// The first audio from the first sound on, as it was encoded; to be classified, or decoded as something else.
    package var excerpt: [UInt8] { excerptBytes }

    /// What the excerpt is; nil when there was no sound, or no excerpt was asked for.
    package var classification: SignalClassifier? { classification(as: encoding) }

    /// What the excerpt would be if its bytes were played as another encoding: how a mix-up is recognised.
    package func classification(as encoding: AudioEncoding) -> SignalClassifier? {
        if excerptBytes.isEmpty { return nil }
        return SignalClassifier(encoding.decode(excerptBytes), sampleRate: encoding.sampleRate)
    }

    /// Whole samples.
    private mutating func measure(_ chunk: UnsafeRawBufferPointer) {
        let width = encoding.bytesPerSample
        var offset = 0
        while offset < chunk.count {
            let count = min((chunk.count - offset) / width, samplesPerWindow - window.count)
            let piece = UnsafeRawBufferPointer(rebasing: chunk[offset..<offset + count * width])
            window.add(piece, encoding)
            keepExcerpt(of: piece)
            offset += count * width
            if window.count == samplesPerWindow { endWindow() }
        }
    }

    private mutating func keepExcerpt(of piece: UnsafeRawBufferPointer) {
        let room = excerptCapacity - excerptBytes.count
        guard room > 0 else { return }
        var sound = piece[...]
        if excerptBytes.isEmpty {
            guard window.peak > silentPeak, let start = encoding.firstSound(in: piece) else { return }
            excerptBytes.reserveCapacity(excerptCapacity)
            sound = piece[start...]
        }
        excerptBytes.append(contentsOf: sound.prefix(room))
    }

    private mutating func endWindow() {
        let start = windows * AudioMeter.windowMs
        windows += 1
        if window.peak <= silentPeak {
            digitalSilenceMs += AudioMeter.windowMs
            currentDigitalSilenceMs += AudioMeter.windowMs
            longestDigitalSilenceMs = max(longestDigitalSilenceMs, currentDigitalSilenceMs)
        } else {
            currentDigitalSilenceMs = 0
        }
        finder.receive(meanSquare: Double(window.squares) / Double(window.count), at: start, ms: AudioMeter.windowMs)
        total.add(window)
        window = SampleSums()
    }
}
