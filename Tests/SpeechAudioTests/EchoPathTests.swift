import Testing

@testable import SpeechAudio

/// What comes back from a line, told by loudness from a caller who speaks.
struct EchoPathTests {
    /// ``LevelCode``s of somebody speaking, every 10 ms.
    private static func levels(_ voice: Utterance.Role, seed: UInt64) throws -> [UInt8] {
        let call = try SpokenCall(voice: voice, seed: seed)
        var track = AudioTrack(.pcmu)
        track.receive(call.muLaw, as: .pcmu, frame: 1, time: 0)
        return track.levels
    }

    /// So many steps later and so many dB quieter, over a line that hisses at -60 dBFS.
    private static func echo(_ levels: [UInt8], steps: Int, dB: Int) -> [UInt8] {
        let hiss = LevelCode.code(decibels: -60)
        return (repeatElement(0, count: steps) + levels.dropLast(steps)).map {
            max(hiss, UInt8(max(0, Int($0) - 2 * dB)))
        }
    }

    @Test(arguments: [(2, 8), (12, 14), (45, 3)]) func `an echo is found with its lag and its level`(
        steps: Int, dB: Int
    ) throws {
        let played = try Self.levels(.assistant, seed: 1)
        let path = try #require(EchoPath.find(played: played, heard: Self.echo(played, steps: steps, dB: dB)))
        #expect(path.lagMs == steps * 10)
        #expect(path.gain == Double(-dB))
    }

    @Test func `what nobody can hear is no echo`() throws {
        let played = try Self.levels(.assistant, seed: 1)
        #expect(EchoPath.find(played: played, heard: Self.echo(played, steps: 5, dB: 40)) == nil)
        #expect(EchoPath.find(played: played, heard: [UInt8](repeating: 0, count: played.count)) == nil)
    }

    @Test(arguments: 0..<12) func `somebody else who speaks all the while is no echo`(seed: UInt64) throws {
        let played = try Self.levels(.assistant, seed: seed)
        var heard = try Self.levels(.caller, seed: seed + 100)
        heard = (0..<played.count).map { heard[$0 % heard.count] }
        #expect(EchoPath.find(played: played, heard: heard) == nil)
    }

    @Test func `two steady sounds are no echo`() {
        let steady = [UInt8](repeating: LevelCode.code(decibels: -20), count: 500)
        let other = [UInt8](repeating: LevelCode.code(decibels: -28), count: 500)
        #expect(EchoPath.find(played: steady, heard: other) == nil)
    }

    @Test func `a caller who speaks over the echo is told from it`() throws {
        let played = try Self.levels(.assistant, seed: 2)
        var heard = Self.echo(played, steps: 10, dB: 12)
        let path = try #require(EchoPath.find(played: played, heard: heard))
        let loud = try #require(
            stride(from: 0, to: played.count - 50, by: 10).first { start in
                played[start..<start + 50].count { $0 >= LevelCode.code(decibels: -35) } >= 35
            })
        let window = loud + 10..<loud + 60
        #expect(try #require(path.explained(of: heard, played: played, in: window)) > 0.95)
        for index in window { heard[index] = max(heard[index], LevelCode.code(decibels: -18)) }
        #expect(try #require(path.explained(of: heard, played: played, in: window)) < 0.5)
    }
}
