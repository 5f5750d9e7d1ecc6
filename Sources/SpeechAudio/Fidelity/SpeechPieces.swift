/// Cuts a track into pieces of speech of a second or so: short enough that a loss between two of them shows, long enough
/// to be told from all other pieces.
struct SpeechPieces: Sendable {
    struct Piece: Sendable, Equatable {
        /// Frames of 10 ms in the track, with some of the silence around them.
        var frames: Range<Int>
        /// Without it.
        var sound: Range<Int>

        var startMs: Double { Double(sound.lowerBound * AudioTrack.frameMs) }
        var endMs: Double { Double(sound.upperBound * AudioTrack.frameMs) }
    }

    let all: [Piece]
    /// ``LevelCode`` from which a frame is speech.
    let threshold: UInt8
    /// Frames at or above it.
    let soundFrames: Int

    /// All in frames.
    private static let longestPause = 25
    private static let shortestSound = 15
    private static let longest = 140
    private static let context = 15
    /// Eight hours of talk.
    private static let capacity = 20_000

    init(_ codes: [UInt8]) {
        threshold = SpeechPieces.threshold(codes)
        var pieces: [Piece] = []
        var loud = 0
        var start: Int?
        var end = 0
        var sound = 0
        func close() {
            if let start, sound >= SpeechPieces.shortestSound, pieces.count < SpeechPieces.capacity {
                SpeechPieces.cut(start..<end, codes, into: &pieces)
            }
        }
        for index in codes.indices where codes[index] >= threshold {
            loud += 1
            if start == nil || index - end > SpeechPieces.longestPause {
                close()
                start = index
                sound = 0
            }
            sound += 1
            end = index + 1
        }
        close()
        all = pieces
        soundFrames = loud
    }

    /// Well over the noise of the line, and not far under the loudest.
    private static func threshold(_ codes: [UInt8]) -> UInt8 {
        let sorted = codes.filter { $0 > 0 }.sorted()
        guard !sorted.isEmpty else { return 255 }
        let noise = Double(sorted[sorted.count / 10])
        let loud = Double(Envelope.loudest(codes))
        let overNoise = min(noise + 16, loud - 24)
        return UInt8(min(max(overNoise, loud - 60, Double(LevelCode.code(decibels: -50))), 255))
    }

    /// At its quietest places.
    private static func cut(_ range: Range<Int>, _ codes: [UInt8], into pieces: inout [Piece]) {
        var start = range.lowerBound
        while range.upperBound - start > longest {
            let window = start + longest * 5 / 8..<start + longest
            let place = window.min { codes[$0] < codes[$1] } ?? start + longest
            pieces.append(piece(start..<place, codes))
            start = place
        }
        if range.upperBound - start >= shortestSound || pieces.isEmpty {
            pieces.append(piece(start..<range.upperBound, codes))
        } else if let last = pieces.indices.last {
            pieces[last] = piece(pieces[last].sound.lowerBound..<range.upperBound, codes)
        }
    }

    private static func piece(_ sound: Range<Int>, _ codes: [UInt8]) -> Piece {
        let frames = max(0, sound.lowerBound - context)..<min(codes.count, sound.upperBound + context)
        return Piece(frames: frames, sound: sound)
    }

    /// Milliseconds of sound in a stretch of the track.
    static func soundMs(_ codes: [UInt8], from: Double, to: Double, threshold: UInt8) -> Double {
        let first = min(max(0, Int(from) / AudioTrack.frameMs), codes.count)
        let last = min(max(first, Int(to.rounded(.up)) / AudioTrack.frameMs), codes.count)
        return Double(codes[first..<last].count { $0 >= threshold } * AudioTrack.frameMs)
    }
}
