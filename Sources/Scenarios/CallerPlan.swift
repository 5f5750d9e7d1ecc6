/// How the caller and the carrier behave: who calls, over what line, and what the caller does, step by step.
package struct CallerPlan: Sendable, Equatable {
    package enum Stream: String, Sendable, CaseIterable {
        /// `<Connect><Stream>`: the bridge listens and speaks.
        case bidirectional
        /// `<Start><Stream>`: the bridge only listens.
        case listenOnly = "listen-only"
    }

    package var stream: Stream
    /// E.164; of the webhook.
    package var from: String
    package var to: String
    /// Custom parameters of `start`, beside those of the TwiML.
    package var parameters: [(name: String, value: String)]
    /// From the open socket to `start`. Bridges that speak before it lose their first words.
    package var startDelayMs: Double
    package var line: Line
    package var network: Network
    package var steps: [CallerStep]
    /// The caller hangs up after so long, whatever the script says.
    package var limitMs: Double
    /// So many callers with this script at once, each with a voice of its own.
    package var calls: Int

    /// What the caller's line adds to the caller's voice.
    package struct Line: Sendable, Equatable {
        /// dBFS of the noise that is always there; nil: digital silence between words.
        package var noiseLevel: Double?
        /// What the caller hears comes back so much quieter, in dB; nil: a line without echo.
        package var echoLevel: Double?
        /// What the voice is turned up by, in dB.
        package var gain: Double

        package init(noiseLevel: Double? = nil, echoLevel: Double? = nil, gain: Double = 0) {
            self.noiseLevel = noiseLevel
            self.echoLevel = echoLevel
            self.gain = gain
        }
    }

    /// What happens on the way from the carrier to the bridge.
    package struct Network: Sendable, Equatable {
        /// Each message is late by up to so much; order is kept.
        package var jitterMs: Double
        /// 0...1: share of 20 ms frames that never reach the carrier.
        package var loss: Double
        package var stalls: [Stall]
        /// The connection breaks so long after its opening, and the carrier opens another; nil: never.
        package var reconnectAfterMs: Double?

        package struct Stall: Sendable, Equatable {
            /// Since the first opening.
            package var atMs: Double
            package var forMs: Double
            package init(atMs: Double, forMs: Double) {
                self.atMs = atMs
                self.forMs = forMs
            }
        }

        package init(jitterMs: Double = 0, loss: Double = 0, stalls: [Stall] = [], reconnectAfterMs: Double? = nil) {
            self.jitterMs = jitterMs
            self.loss = loss
            self.stalls = stalls
            self.reconnectAfterMs = reconnectAfterMs
        }
    }

    package init(
        stream: Stream = .bidirectional, from: String = "+15550100001", to: String = "+15550100002",
        parameters: [(name: String, value: String)] = [], startDelayMs: Double = 0, line: Line = .init(),
        network: Network = .init(), steps: [CallerStep] = CallerPlan.standardSteps, limitMs: Double = 180_000,
        calls: Int = 1
    ) {
        self.stream = stream
        self.from = from
        self.to = to
        self.parameters = parameters
        self.startDelayMs = startDelayMs
        self.line = line
        self.network = network
        self.steps = steps
        self.limitMs = limitMs
        self.calls = calls
    }

    /// A greeting or the caller's first question, three turns, one interruption, a farewell. Needs no file.
    package static let standardSteps: [CallerStep] = [
        .wait(.greeting(withinMs: 5_000)),
        .say(.text("Hello, can you hear me?")), .wait(.reply(withinMs: 15_000)),
        .say(.text("What are your opening hours?")), .wait(.reply(withinMs: 15_000)),
        .say(.text("Tell me a very long story.")),
        .interrupt(afterMs: 1_500, .text("Wait, stop please."), withinMs: 15_000), .wait(.reply(withinMs: 15_000)),
        .say(.text("Thank you, goodbye.")), .wait(.reply(withinMs: 10_000)),
        .hangUp,
    ]

    package static func == (left: CallerPlan, right: CallerPlan) -> Bool {
        left.stream == right.stream && left.from == right.from && left.to == right.to
            && left.parameters.elementsEqual(right.parameters, by: ==) && left.startDelayMs == right.startDelayMs
            && left.line == right.line && left.network == right.network && left.steps == right.steps
            && left.limitMs == right.limitMs && left.calls == right.calls
    }
}

/// One thing that the caller does, waits for, or expects. Durations in ms.
package enum CallerStep: Sendable, Equatable {
    case wait(Wait)
    case say(CallerSpeech)
    /// Nothing is said; the line stays open.
    case pause(ms: Double)
    /// Speaks so long after the bridge's reply has begun, over it.
    case interrupt(afterMs: Double, CallerSpeech, withinMs: Double)
    /// 0-9, *, #, A-D.
    case press(digits: String)
    /// Begins now and goes on while the script does.
    case noise(kind: NoiseKind, level: Double, ms: Double)
    case expect(CallerExpectation)
    case hangUp

    /// A wait that is in vain is written down, and the script goes on.
    package enum Wait: Sendable, Equatable {
        /// The bridge has spoken, and is silent again.
        case greeting(withinMs: Double)
        /// The same, for what it says after the caller's last words.
        case reply(withinMs: Double)
        case silence(forMs: Double, withinMs: Double)
    }
}

/// What must be heard, or not, for the call to be as the script wants it. Unmet ones are written down; the script goes on.
package enum CallerExpectation: Sendable, Equatable {
    /// Speech is heard now, or begins in time.
    case speech(withinMs: Double)
    case silence(forMs: Double, withinMs: Double)
    case noSpeech(forMs: Double)
    /// A mark of this name (nil: any) has come since the step before began, or comes in time.
    case mark(name: String?, withinMs: Double)
    /// A `clear`, counted from where the caller last began to speak.
    case clear(withinMs: Double)
    /// The bridge ends the connection.
    case close(withinMs: Double)
}

/// What the caller says.
package enum CallerSpeech: Sendable, Equatable {
    /// An utterance of the speech library, by its id.
    case utterance(String)
    /// Words: the library's recording of them, else a synthetic voice.
    case text(String)
    /// A WAV file, from where the scenario file is.
    case file(String)
}

package enum NoiseKind: String, Sendable, CaseIterable {
    case white
    /// 50 Hz and its harmonics.
    case hum
    /// Noise that comes and goes like a room full of voices.
    case babble
}
