/// Many settings of the turn-taker on one recording, and which of them to take.
import SpeechAudio

package struct VADStudy: Sendable {
    package let sound: CallerSound
    /// What counts as speech: the script's words where the capture has them, else ``ReferenceSegmentation``.
    package let utterances: [SpokenStretch]
    package let isScripted: Bool
    package let reference: ReferenceSegmentation
    /// For every pair of threshold and silence, with every prefix.
    package let trials: [VADTrial]
    /// As the capture was recorded, else as the service takes it where nothing is said.
    package let current: VADTrial
    package let best: VADTrial

    package struct Grid: Sendable, Equatable {
        package var thresholds: [Double]
        package var prefixes: [Int]
        package var silences: [Int]

        package init(
            thresholds: [Double] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
            prefixes: [Int] = [0, 100, 200, 300, 400, 500],
            silences: [Int] = [200, 300, 400, 500, 600, 700, 800, 1_000, 1_200]
        ) {
            self.thresholds = thresholds.sorted()
            self.prefixes = prefixes.sorted()
            self.silences = silences.sorted()
        }
    }

    /// - Returns: Nil when nobody speaks in it.
    package init?(_ sound: CallerSound, grid: Grid = Grid()) {
        self.sound = sound
        reference = ReferenceSegmentation(sound.samples, rate: sound.rate)
        isScripted = !sound.scripted.isEmpty
        let utterances = isScripted ? sound.scripted : reference.utterances
        guard !utterances.isEmpty else { return nil }
        self.utterances = utterances
        // A caller does not fall silent because a recording ends.
        let longest = max(grid.silences.last ?? 0, sound.settings?.silenceMs ?? 0, VADSettings.usual.silenceMs)
        let samples = sound.samples + [Int16](repeating: 0, count: sound.rate * (min(longest, 10_000) + 1_000) / 1_000)
        func turns(_ threshold: Double, _ silence: Int) -> [VADTrial.Turn] {
            VADStudy.turns(samples, sound.rate, threshold, silence)
        }
        var trials: [VADTrial] = []
        for threshold in grid.thresholds {
            for silence in grid.silences {
                let turns = turns(threshold, silence)
                trials += grid.prefixes.map { prefix in
                    VADTrial(
                        .init(threshold: threshold, prefixMs: prefix, silenceMs: silence), turns: turns,
                        utterances: utterances)
                }
            }
        }
        self.trials = trials
        let settings = sound.settings ?? .usual
        let current = VADTrial(
            settings, turns: turns(settings.threshold, settings.silenceMs), utterances: utterances)
        self.current = current
        best = VADStudy.best(of: trials, grid) ?? current
    }

    private static func turns(_ samples: [Int16], _ rate: Int, _ threshold: Double, _ silence: Int) -> [VADTrial.Turn] {
        // The padding only moves where a turn is said to begin, so it is left out here and added to each trial.
        var detector = VoiceActivityDetector(
            settings: .init(threshold: threshold, prefixPaddingMs: 0, silenceDurationMs: silence), sampleRate: rate)
        var turns: [VADTrial.Turn] = []
        for event in detector.receive(samples) {
            switch event {
            case .speechStarted(let start): turns.append(.init(startMs: start, endMs: nil))
            case .speechStopped(let end): if !turns.isEmpty { turns[turns.count - 1].endMs = end }
            }
        }
        return turns
    }

    /// The least damage; of equals the threshold farthest from where it gets worse, then the shorter wait, then the usual prefix.
    private static func best(of trials: [VADTrial], _ grid: Grid) -> VADTrial? {
        guard let damage = trials.map(\.damage).min() else { return nil }
        let good = trials.filter { $0.damage == damage }
        func room(_ trial: VADTrial) -> Int {
            let fine = Set(
                good.filter {
                    $0.settings.silenceMs == trial.settings.silenceMs && $0.settings.prefixMs == trial.settings.prefixMs
                }.map(\.settings.threshold))
            guard let place = grid.thresholds.firstIndex(of: trial.settings.threshold) else { return 0 }
            var room = 0
            while place - room - 1 >= 0, place + room + 1 < grid.thresholds.count,
                fine.contains(grid.thresholds[place - room - 1]), fine.contains(grid.thresholds[place + room + 1])
            {
                room += 1
            }
            return room
        }
        // Silence that is only just long enough splits the next caller's sentence, and a recording without pauses says nothing about
        // them: some is left over, and less than usual is not recommended.
        let silences = Set(good.map(\.settings.silenceMs)).sorted()
        let least = max((silences.first ?? 0) + 100, VADSettings.usual.silenceMs)
        let wanted = silences.first { $0 >= least } ?? silences.last
        return good.filter { $0.settings.silenceMs == wanted }.min { left, right in
            let (a, b) = (room(left), room(right))
            if a != b { return a > b }
            let (c, d) = (abs(left.settings.threshold - 0.5), abs(right.settings.threshold - 0.5))
            if c != d { return c < d }
            return abs(left.settings.prefixMs - 300) < abs(right.settings.prefixMs - 300)
        }
    }

    /// The settings beside the best one: what each threshold does with its wait and prefix, and each wait with its threshold.
    package func trials(threshold: Double? = nil, silence: Int? = nil) -> [VADTrial] {
        trials.filter { trial in
            trial.settings.prefixMs == best.settings.prefixMs
                && trial.settings.threshold == threshold ?? trial.settings.threshold
                && trial.settings.silenceMs == silence ?? trial.settings.silenceMs
        }
    }
}
