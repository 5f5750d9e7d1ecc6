extension AudioTrack {
    /// Streams that follow one another are one: a caller whose carrier or whose model was connected anew.
    package mutating func append(_ next: AudioTrack) {
        guard next.milliseconds > 0 else { return }
        guard milliseconds > 0 else {
            self = next
            return
        }
        let offset = milliseconds
        levels.append(contentsOf: repeatElement(0, count: max(0, Int(offset) / AudioTrack.frameMs - levels.count)))
        levels.append(contentsOf: next.levels)
        places += next.places.map { Place(ms: $0.ms + offset, time: $0.time, frame: $0.frame) }
        landmarks.append(next.landmarks, offsetMs: offset)
        if readings.count == 0 { readings = next.readings.moved(by: offset) }
        if next.seams.frames > seams.frames { seams = next.seams }
        marks.append(next.marks)
        clippedSamples += next.clippedSamples
        audibleSamples += next.audibleSamples
        milliseconds += next.milliseconds
        bytes += next.bytes
        chunks += next.chunks
        encoding = next.encoding
    }

    /// The first moment of a stretch that can be heard, ms.
    package func firstSound(from: Double, to: Double) -> Double? {
        audible(from, to).map { Double($0.first * AudioTrack.frameMs) }
    }

    /// The last moment of a stretch that can be heard, ms.
    package func lastSound(from: Double, to: Double) -> Double? {
        audible(from, to).map { Double(($0.last + 1) * AudioTrack.frameMs) }
    }

    /// The first and the last frame with sound.
    private func audible(_ from: Double, _ to: Double) -> (first: Int, last: Int)? {
        let first = max(0, Int(from) / AudioTrack.frameMs)
        let last = min(levels.count, Int(to) / AudioTrack.frameMs)
        guard first < last else { return nil }
        let threshold = SpeechPieces(Array(levels[first..<last])).threshold
        let part = levels[first..<last]
        guard let start = part.firstIndex(where: { $0 >= threshold }),
            let end = part.lastIndex(where: { $0 >= threshold })
        else { return nil }
        return (start, end)
    }
}
