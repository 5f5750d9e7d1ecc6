import CallCapture
import Foundation
import JSONText
import SpeechAudio
import TestSupport
import Testing

@testable import Diagnosis

/// Replies that are loud enough and still no speech.
struct AudibleTests {
    private static let formats = [
        ("pcm", #"{"type":"audio/pcm","rate":24000}"#), ("pcmu", #"{"type":"audio/pcmu"}"#),
        ("pcma", #"{"type":"audio/pcma"}"#),
    ]

    @Test(arguments: UInt64(0)...2) func `speech passes in every format`(variant: UInt64) throws {
        #expect(try TamperedCall(variant: variant).report().indicator("audible")?.result == .pass)
    }

    @Test(arguments: UInt64(0)...2, 0...2)
    func `bytes of one format under the name of another are named`(sent: UInt64, declared: Int) throws {
        guard Int(sent) != declared else { return }
        let (real, old) = Self.formats[Int(sent)]
        let call = TamperedCall(variant: sent).replacing(old, by: Self.formats[declared].1)
        let answer = try call.report().indicator("audible")
        #expect(answer?.result == .fail)
        let name = real == "pcm" ? "audio/pcm 24000" : "audio/\(real)"
        #expect(answer?.reason.contains("as speech when read as \(name)") == true, "\(answer?.reason ?? "")")
    }

    @Test func `every sentence of the library is speech from its beginning`() {
        for utterance in Fixtures.speechLibrary.utterances {
            for encoding in [AudioEncoding.pcm24k, .pcmu, .pcma] {
                #expect(sound(utterance.bytes(as: encoding), encoding).complaint == nil, "\(utterance.id) \(encoding)")
            }
        }
    }

    private func sound(_ bytes: [UInt8], _ encoding: AudioEncoding) -> ReplySound {
        var sound = ReplySound()
        for start in stride(from: 0, to: bytes.count, by: 777) {
            sound.receive(Array(bytes[start..<min(start + 777, bytes.count)]), in: encoding)
        }
        sound.close()
        return sound
    }

    @Test func `steady noise and tones are complained about, short ones and silence are not`() {
        var state: UInt64 = 7
        let noise = (0..<48_000).map { _ -> Int16 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return Int16(truncatingIfNeeded: state >> 48) / 8
        }
        let tone = (0..<48_000).map { Int16(4_600 * sin(Double($0) * 2 * .pi / 60)) }
        #expect(sound(AudioEncoding.pcm24k.encode(noise), .pcm24k).complaint?.hasPrefix("is noise: classified") == true)
        #expect(sound(AudioEncoding.pcm24k.encode(tone), .pcm24k).complaint?.hasPrefix("is a tone: ") == true)
        #expect(sound(AudioEncoding.pcm24k.encode(Array(noise.prefix(12_000))), .pcm24k).complaint == nil)
        #expect(sound(Array(repeating: 0, count: 96_000), .pcm24k).complaint == nil)
        #expect(sound([], .pcmu).complaint == nil)
    }

    @Test func `a log with cut audio says nothing of it`() throws {
        let answer = try TamperedCall().report(.cutAudio).indicator("audible")
        #expect(answer?.result == .notExamined)
        #expect(answer?.reason == "the audio in the capture is cut")
    }
}
