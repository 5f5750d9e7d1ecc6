/// What a telephone line brings back of the bridge's own speech, and where the service took that for the caller's.
import SpeechAudio

struct LineEcho: Sendable {
    /// Index into ``Timeline/phones``.
    var phone: Int
    var path: EchoPath
    /// On wall time, one for each step from ``start`` on.
    private let played: [UInt8]
    private let heard: [UInt8]
    private let start: Double

    /// An hour of a call is enough to know its line.
    private static let mostSteps = 360_000

    /// - Parameter line: One with playback and times.
    init?(phone: Int, of line: PhoneConnection) {
        guard line.playback.isTimed, let caller = line.callerTrack, let media = line.mediaTrack,
            let start = caller.time(at: 0), let end = line.ended?.time ?? line.last.time, end > start
        else { return nil }
        let step = Double(EchoPath.stepMs) / 1_000
        let count = min(Int((end - start) / step), Self.mostSteps)
        var played = [UInt8](repeating: 0, count: count)
        for stretch in line.playback.stretches {
            let first = max(0, Int((stretch.start - start) / step))
            let over = min(count, Int((stretch.end - start) / step))
            for index in first..<max(first, over) {
                let ms = stretch.position(at: start + (Double(index) + 0.5) * step)
                let place = Int(ms) / EchoPath.stepMs
                if media.levels.indices.contains(place) { played[index] = media.levels[place] }
            }
        }
        var heard = [UInt8](repeating: 0, count: count)
        var known = 0
        for (index, level) in caller.levels.enumerated() {
            guard let time = caller.time(at: Double(index * EchoPath.stepMs), near: &known) else { continue }
            let place = Int((time - start) / step)
            if heard.indices.contains(place) { heard[place] = max(heard[place], level) }
        }
        played = EchoPath.smoothed(played)
        heard = EchoPath.smoothed(heard)
        guard let path = EchoPath.find(played: played, heard: heard) else { return nil }
        self.phone = phone
        self.path = path
        self.played = played
        self.heard = heard
        self.start = start
    }

    /// Whether what was heard from the caller around a moment, when the service began to hear speech, was mostly the echo.
    func explains(_ moment: Double) -> Bool {
        let step = Double(EchoPath.stepMs) / 1_000
        // Before: what woke the detector. After: a caller who speaks goes on.
        let from = Int(max(0, moment - start - 0.4) / step)
        let to = Int(max(0, moment - start + 0.4) / step)
        guard from < to else { return false }
        return path.explained(of: heard, played: played, in: from..<to).map { $0 >= 0.85 } ?? false
    }
}

extension Timeline {
    /// Of each phone connection on which something comes back, where the service was woken by it: connection and segment.
    var echoes: [(echo: LineEcho, woken: [(connection: Int, segment: Int)])] {
        guard isInRealTime else { return [] }
        return calls.flatMap { one in
            one.phones.compactMap { number -> (LineEcho, [(connection: Int, segment: Int)])? in
                let line = phones[number]
                // Without speech over playback there is nothing to explain.
                let woken = one.connections.flatMap { index in
                    connections[index].segments.indices.filter { segment in
                        connections[index].segments[segment].started.time.map { line.playback.isSounding(at: $0) }
                            ?? false
                    }.map { (connection: index, segment: $0) }
                }
                guard !woken.isEmpty, let echo = LineEcho(phone: number, of: line) else { return nil }
                return (
                    echo,
                    woken.filter { hit in
                        connections[hit.connection].segments[hit.segment].started.time.map(echo.explains) ?? false
                    }
                )
            }
        }
    }
}
