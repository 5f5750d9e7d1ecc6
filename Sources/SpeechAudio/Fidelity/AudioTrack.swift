#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What is remembered of a stream of audio so that it can be held against another one later: its loudness every 10 ms,
/// landmarks in its bytes, what its first sound would be in other encodings. An hour takes about a megabyte; what comes
/// after ``longestMs`` is only counted.
package struct AudioTrack: Sendable {
    /// Of the latest chunk.
    package internal(set) var encoding: AudioEncoding
    /// Of audio, on the stream's own sample clock.
    package internal(set) var milliseconds = 0.0
    package internal(set) var bytes = 0
    package internal(set) var chunks = 0
    /// One ``LevelCode`` for each 10 ms.
    package internal(set) var levels: [UInt8] = []
    package internal(set) var places: [Place] = []
    package internal(set) var landmarks = ByteLandmarks()
    package internal(set) var readings: ReadingLevels
    package internal(set) var seams: SeamMeter
    package internal(set) var marks = PayloadMarks()
    /// Samples at full scale, and samples of frames that can be heard.
    package internal(set) var clippedSamples = 0
    package internal(set) var audibleSamples = 0

    static let frameMs = 10
    /// Four hours.
    package static let longestMs = 14_400_000.0
    private static let mostPlaces = 200_000
    private static let audible = LevelCode.code(decibels: -50)

    private var decoder: SampleDecoder
    private var frame = AudioLevel()
    private var samplesPerFrame: Int

    /// Where in the stream a chunk began: what ties sample time to wall time and to the frames of a capture.
    package struct Place: Sendable, Equatable {
        package var ms: Double
        /// Seconds; nil where the source keeps no times.
        package var time: Double?
        package var frame: Int
    }

    package init(_ encoding: AudioEncoding) {
        self.encoding = encoding
        decoder = SampleDecoder(encoding)
        samplesPerFrame = AudioTrack.samplesPerFrame(encoding)
        readings = ReadingLevels(encoding)
        seams = SeamMeter(rate: encoding.sampleRate)
    }

    private static func samplesPerFrame(_ encoding: AudioEncoding) -> Int {
        max(1, encoding.sampleRate * frameMs / 1_000)
    }

    /// - Parameters:
    ///   - chunk: The payload of one message.
    ///   - samples: What it decodes to by itself, from whoever has them already.
    ///   - encoding: What the receiver takes it for, which may change in mid-stream.
    ///   - frame: Number of the message in the capture.
    package mutating func receive(
        _ chunk: [UInt8], samples: [Int16]? = nil, as encoding: AudioEncoding, frame number: Int, time: Double?
    ) {
        guard let first = chunk.first else { return }
        if encoding != self.encoding { change(to: encoding) }
        note(number, time)
        chunks += 1
        bytes += chunk.count
        marks.receive(chunk, frame: number)
        guard milliseconds < AudioTrack.longestMs else {
            milliseconds += encoding.milliseconds(ofBytes: chunk.count)
            return
        }
        let isUniform = chunk.isUniform
        landmarks.receive(chunk, isUniform: isUniform, at: milliseconds, encoding)
        readings.receive(chunk, isUniform: isUniform, at: milliseconds)
        if !(isUniform && first == encoding.silence && receiveSilence(bytes: chunk.count)) {
            clippedSamples += encoding.clipped(chunk)
            let isWhole = decoder.pendingByte == nil && encoding.incompleteBytes(of: chunk.count) == 0
            let samples = (isWhole ? samples : nil) ?? decoder.receive(chunk)
            seams.receive(samples)
            samples.withUnsafeBufferPointer { measure($0) }
        }
        milliseconds += encoding.milliseconds(ofBytes: chunk.count)
    }

    /// Most of a call is nobody's turn. False: the silence does not fill frames of its own, or is not quite zero.
    private mutating func receiveSilence(bytes count: Int) -> Bool {
        guard encoding == .pcmu, frame.samples == 0, count % samplesPerFrame == 0, seams.passesSilence(count) else {
            return false
        }
        let code = LevelCode.code(meanSquare: 0)
        for _ in 0..<count / samplesPerFrame { levels.append(code) }
        return true
    }

    private mutating func change(to encoding: AudioEncoding) {
        self.encoding = encoding
        decoder = SampleDecoder(encoding)
        samplesPerFrame = AudioTrack.samplesPerFrame(encoding)
        frame = AudioLevel()
        readings.change(to: encoding)
        seams = SeamMeter(rate: encoding.sampleRate)
        // Frames stay where sample time says that they are.
        let due = Int(milliseconds / Double(AudioTrack.frameMs))
        if levels.count < due { levels.append(contentsOf: repeatElement(0, count: due - levels.count)) }
    }

    private mutating func note(_ number: Int, _ time: Double?) {
        guard places.count < AudioTrack.mostPlaces else { return }
        if let last = places.last {
            let audio = milliseconds - last.ms
            let clock = time.flatMap { time in last.time.map { (time - $0) * 1_000 } } ?? audio
            // Often enough for a search, and wherever audio and clock part.
            guard audio >= 200 || abs(clock - audio) >= 60 && clock >= 20 else { return }
        }
        places.append(Place(ms: milliseconds, time: time, frame: number))
    }

    private mutating func measure(_ samples: UnsafeBufferPointer<Int16>) {
        var start = 0
        while start < samples.count {
            let count = min(samples.count - start, samplesPerFrame - frame.samples)
            frame.receive(UnsafeBufferPointer(rebasing: samples[start..<start + count]))
            start += count
            if frame.samples == samplesPerFrame { endFrame() }
        }
    }

    private mutating func endFrame() {
        let code = LevelCode.code(meanSquare: frame.sumOfSquares / Double(frame.samples))
        levels.append(code)
        if code >= AudioTrack.audible {
            audibleSamples += frame.samples
            clippedSamples += frame.clipped
        }
        frame = AudioLevel()
    }
}

extension AudioTrack {
    /// The wall time at which that part of the audio passed, in seconds.
    package func time(at ms: Double) -> Double? { place(before: ms).flatMap { time(at: ms, behind: $0) } }

    /// The same for places that mostly follow each other.
    ///
    /// - Parameter index: Of the place that was found last, 0 at first.
    package func time(at ms: Double, near index: inout Int) -> Double? {
        guard !places.isEmpty else { return nil }
        if !places.indices.contains(index) || places[index].ms > ms { index = place(before: ms) ?? 0 }
        var steps = 0
        while index + 1 < places.count, places[index + 1].ms <= ms {
            index += 1
            steps += 1
            if steps == 16 { index = place(before: ms) ?? index }
        }
        return time(at: ms, behind: index)
    }

    private func time(at ms: Double, behind index: Int) -> Double? {
        let place = places[index]
        guard let start = place.time else { return nil }
        guard index + 1 < places.count, let end = places[index + 1].time, places[index + 1].ms > place.ms else {
            return start + min(ms - place.ms, 250) / 1_000
        }
        // A pause of the stream is no part of its audio.
        let pace = min((end - start) / (places[index + 1].ms - place.ms), 0.001)
        return start + (ms - place.ms) * max(0, pace)
    }

    /// How much audio had passed at that wall time, in ms.
    func position(at time: Double) -> Double? {
        guard let first = places.first?.time else { return nil }
        if time <= first { return 0 }
        var low = 0
        var high = places.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if let there = places[middle].time, there <= time { low = middle } else { high = middle }
        }
        let end = low + 1 < places.count ? places[low + 1].ms : milliseconds
        guard let start = places[low].time else { return nil }
        guard low + 1 < places.count, let next = places[low + 1].time, next > start else {
            return min(end, places[low].ms + (time - start) * 1_000)
        }
        let pace = max(1_000, (end - places[low].ms) / (next - start))
        return min(end, places[low].ms + (time - start) * pace)
    }

    /// The frame of the capture that brought that part of the audio, or a little before.
    package func frame(at ms: Double) -> Int? { place(before: ms).map { places[$0].frame } }

    /// The place nearest before; the first one for what is earlier still.
    private func place(before ms: Double) -> Int? {
        guard !places.isEmpty else { return nil }
        var low = 0
        var high = places.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if places[middle].ms <= ms { low = middle } else { high = middle }
        }
        return low
    }
}

extension AudioEncoding {
    /// Samples on the outermost step of G.711, which is wide, but far above where speech is. Linear samples are counted as they are measured.
    fileprivate func clipped(_ chunk: [UInt8]) -> Int {
        switch self {
        case .pcm16: 0
        case .pcmu: AudioEncoding.count(0x00, in: chunk)
        case .pcma: AudioEncoding.count(0x2A, in: chunk)
        }
    }

    /// In sums of a byte, sixteen side by side in one register.
    private static func count(_ code: UInt8, in chunk: [UInt8]) -> Int {
        var total = 0
        chunk.withUnsafeBufferPointer { chunk in
            var start = 0
            while start < chunk.count {
                let end = min(start + 255, chunk.count)
                var sum = UInt8(0)
                for byte in chunk[start..<end] { sum &+= byte & 0x7F == code ? 1 : 0 }
                total += Int(sum)
                start = end
            }
        }
        return total
    }
}

extension [UInt8] {
    /// All of it is one byte, as silence is.
    fileprivate var isUniform: Bool {
        withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            return memcmp(base, base + 1, bytes.count - 1) == 0
        }
    }
}
