package import CallerSimulator
package import Scenarios
package import Transport

/// All that is asked of a run against a bridge.
package struct BridgeRunPlan {
    package enum Entrance: Sendable {
        /// Twilio Media Streams at this ws:// URL.
        case stream(String)
        /// The TwiML webhook, which names the stream.
        case webhook(Endpoint)
        /// Bare audio on a WebSocket.
        case plain(String, PlainFormat)
        /// No caller: whoever connects to the model is judged.
        case modelOnly
    }

    /// A program to run beside us.
    package struct Program: Sendable {
        package var commandLine: String
        package var folder: String?
        /// The whole of it, without what leads to the model.
        package var environment: [String: String]
        /// Nil: the environment leads to the model.
        package var interception: Interception.Wish?
        package var interceptedHosts: [String] = []

        package init(commandLine: String, folder: String?, environment: [String: String]) {
            self.commandLine = commandLine
            self.folder = folder
            self.environment = environment
        }
    }

    package var entrance: Entrance
    package var program: Program?
    package var publicAddress: PublicAddress?
    package var authToken = BridgeRunPlan.standardToken
    /// Of the phone leg and the webhook.
    package var connection = ConnectionOptions()
    package var scenario: Scenario
    package var calls = 1
    /// One for each call, where they differ; empty: all have the scenario's caller and model.
    package var parts: [CallPart] = []
    /// So many of the parts at a time that have no time of their own.
    package var jobs = 1
    /// From one caller's beginning to the next one's.
    package var spacing: Duration = .milliseconds(200)
    package var rate = 1.0
    /// Callers wait for ``BridgeRun/step(_:)`` before whatever they do of their own accord.
    package var isStepped = false
    package var seed: UInt64
    /// Of the mock; 0 for any free one.
    package var modelPort = 0
    package var patience = Patience()
    /// Of one call's bridge, on its phone leg: twenty minutes of audio, ten times over.
    var mostBytes = 128 << 20

    package struct Patience: Sendable {
        /// For the bridge's port, or, without a caller, for the first connection to the model.
        package var listening: Duration = .seconds(30)
        /// From the first open phone connection to the first connection to the model.
        package var model: Duration = .seconds(20)
        /// For model connections to follow their call.
        package var modelEnd: Duration = .seconds(3)
        /// Everything together.
        package var whole: Duration = .seconds(300)

        package init() {}
    }

    /// What signatures are made with when nothing else is asked for, in the form of Twilio's tokens.
    package static let standardToken = "00000000000000000000000000000000"

    package init(entrance: Entrance, scenario: Scenario, seed: UInt64) {
        self.entrance = entrance
        self.scenario = scenario
        self.seed = seed
    }
}
