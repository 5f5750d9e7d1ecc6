import SpeechAudio
import Transport

/// espeak-ng as the voice of callers whose words nobody has recorded.
package enum Synthesizer {
    /// At 24,000 Hz; nil when there is no espeak-ng, or it cannot say it.
    package static func speak(_ text: String, environment: [String: String]) -> [Int16]? {
        guard let folder = try? PrivateFolder(environment: environment) else { return nil }
        let file = "\(folder.path)/words.wav"
        var variables = environment
        // As variables, so that no shell reads the words.
        variables["WORDS"] = text
        variables["FILE"] = file
        let loop = EventLoop()
        defer { loop.shutDown() }
        guard
            let program = try? ChildProcess(
                loop, .init("exec espeak-ng -w \"$FILE\" -- \"$WORDS\"", environment: variables))
        else { return nil }
        program.onGone = { loop.stop() }
        // A sentence takes a tenth of a second.
        loop.schedule(after: .seconds(20)) { program.kill() }
        loop.run()
        guard program.end == .exited(0), let bytes = try? Files.read(file, limit: 64 << 20), let wav = try? WAV(bytes)
        else { return nil }
        return Resampler.resample(wav.mono, from: wav.sampleRate, to: Utterance.sampleRate)
    }
}
