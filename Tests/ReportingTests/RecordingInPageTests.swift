import CaptureTools
import SpeechAudio
import Testing

@testable import Reporting

struct RecordingInPageTests {
    @Test func `the page's recording is a µ-law file that reads back`() throws {
        let lane = AudioLane(rate: 8_000, samples: [0, 32_124, -32_124])
        let bytes = CompactWAV.bytes(lane)
        #expect(bytes.count == 62)
        #expect(bytes.count % 2 == 0)
        let wav = try WAV(bytes)
        #expect(wav.sampleRate == 8_000)
        #expect(wav.mono == lane.samples)
        #expect(!wav.isTruncated)
        #expect(CompactWAV.length(of: lane) >= bytes.count - 1)
    }

    @Test func `a waveform has the loudest sample of every 20 ms, and silence stays flat`() {
        let loud = [Int16](repeating: 0, count: 480) + [-16_384] + [Int16](repeating: 8_192, count: 479)
        let wave = Waveform(AudioLane(rate: 24_000, samples: loud + [Int16](repeating: 8_192, count: 480)))
        #expect(wave.peaks == [0, 255, 128])
        #expect(abs(wave.peak - -6.02) < 0.01)
        #expect(Waveform(AudioLane(rate: 8_000, samples: [Int16](repeating: 30, count: 160))).peaks == [2])
        #expect(Waveform(AudioLane(rate: 8_000, samples: [Int16.min])).peaks == [255])
    }
}
