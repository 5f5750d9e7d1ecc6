package import JSONText

/// One of the two connections of a call.
package enum Leg: String, Sendable, CaseIterable {
    /// carrier <-> bridge
    case phone
    /// bridge <-> OpenAI Realtime
    case model
}

/// On both legs `up` is towards the model and `down` is towards the caller.
package enum Direction: String, Sendable, CaseIterable {
    case up, down
}

/// One thing that crossed a leg at one time.
package struct Frame: Sendable, Equatable {
    /// Counts frames and observations of the capture together, from 1. What findings cite.
    package var number: Int
    /// Since the start of the capture, on one clock for both legs, microsecond digits. Nil where the source kept no times.
    package var time: Duration?
    package var leg: Leg
    package var direction: Direction
    /// Names the connection within the capture: `m1`, `m2` … on the model leg, `p1` … on the phone leg.
    package var connection: String
    package var content: Content

    package enum Content: Sendable, Equatable {
        /// The opening of the connection, once it is decided: keys `request` (request line), `headers` (object), `status`
        /// (integer), `responseHeaders` (object), `body` (string, only of a refusal), `ms` (number).
        case open(JSONObject)
        /// A text message as it crossed; JSON or not.
        case text(String)
        case binary([UInt8])
        case ping([UInt8])
        /// `roundTrip` only where the pong answers our own ping.
        case pong([UInt8], roundTrip: Duration?)
        /// `code` nil: the connection ended without a close frame (RFC 6455 would report 1006).
        case close(code: Int?, reason: String, by: Side)
        /// The transport failed: `connection reset by peer`, `TLS alert …`, a WebSocket protocol error and its description.
        case error(String)
    }

    /// Who closed. `server` on the model leg is the service; on the phone leg it is the bridge.
    package enum Side: String, Sendable {
        case client, server
    }

    package init(number: Int, time: Duration?, leg: Leg, direction: Direction, connection: String, content: Content) {
        self.number = number
        self.time = time
        self.leg = leg
        self.direction = direction
        self.connection = connection
        self.content = content
    }
}

/// A fact that crossed no wire but matters to a verdict. The kinds and their data are listed in `ObservationKind`.
package struct Observation: Sendable, Equatable {
    package var number: Int
    package var time: Duration?
    package var kind: String
    package var data: JSONObject

    package init(number: Int, time: Duration?, kind: String, data: JSONObject) {
        self.number = number
        self.time = time
        self.kind = kind
        self.data = data
    }
}

/// The kinds of observation that this version writes. Unknown kinds in a capture are kept and shown.
package enum ObservationKind {
    /// What the run found around itself: `variables` (names only), `dotenv` (bool), `proxy` (host:port or null), `key` (`present`, `absent`, `malformed`).
    package static let environment = "environment"
    /// `host`, `ms`, `addresses` or `error`.
    package static let dns = "dns"
    /// `address`, `ms` or `error`.
    package static let tcp = "tcp"
    /// `proxy` (host:port), `ms`, `status` or `error`.
    package static let proxy = "proxy"
    /// `ms`, `version`, `cipher`, `subject`, `issuer`, `expires`, or `error`.
    package static let tls = "tls"
    /// `seconds`: server Date minus our clock.
    package static let clockSkew = "clock-skew"
    /// The answer of GET /v1/models: `status`, `model`, `listed` (bool), `error`.
    package static let models = "models"
    /// A section of a probe: `section` (id), `phase` (`begin`, `end`, `skip`), `reason` (of a skip or an early end), `turn` (of a spoken turn),
    /// `asked` (bool, of a skip: the user left it out, so it requires nothing).
    package static let section = "section"
    /// What the script had the caller say, written when its last sample was sent: `turn` (from 1), `text`,
    /// `fromMs`, `toMs` (speech on the sample time of appended audio; on the phone leg of the stream), `interrupts` (bool),
    /// `connection` (on the phone leg).
    package static let said = "said"
    /// What the examiner asked for and how long it waited: `for` (event type), `seconds`. Proves that an absence is not impatience.
    package static let waited = "waited"
    /// What Twilio would say of a message of the bridge: `connection`, `reason` (a word), `number` and `level` (null where
    /// Twilio says nothing), `meaning`, `detail`, `message` (the bridge's messages on the connection, from 1), `frame`
    /// (its number in the capture), `dropped` (bool). Only the first few of a reason are written; a last one at the end of
    /// the connection has `count` instead of a message.
    package static let carrier = "carrier"
    /// Speech that the caller heard: `connection`, `fromMs`, `toMs` (since the stream began, as it sounded), `level` (dBFS).
    package static let played = "played"
    /// What playback came to, at the end of a connection: `connection`, `receivedMs`, `playedMs`, `clearedMs`,
    /// `discardedMs`, `unplayedMs`, `longestBufferMs`, `underruns`, `underrunMs`, `marks`, `clears`, `frames`,
    /// `lateP99Ms`, `lateMaxMs` (how late our own frames were sent).
    package static let playback = "playback"
    /// The caller spoke over the bridge: `connection`, `turn`, `atMs`, `heardMs` (of the reply, when the caller began),
    /// `unplayedMs` (then buffered), `clearedAfterMs` (null: no `clear` came), `talkedOverMs` (played on after `atMs`).
    package static let interrupted = "interrupted"
    /// A step of the caller's script that expects something: `connection`, `step` (from 1), `expected`, `met` (bool), `reason`.
    package static let expectation = "expectation"
    /// How the run ended: `reason`.
    package static let ended = "ended"
    /// One call that the run placed, written before its phone connection opens: `call` (from 1), `connection` (on the phone
    /// leg, null without one), `models` (list: connections on the model leg that are known to serve it), `callSid`,
    /// `stream` (`bidirectional`, `listen-only`), `front` (`kind`: `twilio`, `plain`, `none`; of a plain one `encoding`:
    /// `pcm16`, `pcmu`, `pcma`; `rate` in Hz; `framing`: `binary`, `json`; `path` of the base64 in the JSON). May come
    /// again for the same call when more is known, as with a connection that was opened anew.
    package static let call = "call"
    /// A request to the TwiML webhook: `call`, `url`, `status`, `ms`, or `error`.
    package static let webhook = "webhook"
    /// What is wrong with the TwiML: `call`, `problem` (a word), `detail`, `number` (Twilio's, null where it has none).
    package static let twiml = "twiml"
    /// How the bridge was led to the mock model: `way` (`environment`, `intercept-namespace`, `intercept-preload`, `proxy`,
    /// `hand`), `reason` (why this one).
    package static let reach = "reach"
    /// The bridge's process: `phase` (`started`, `listening`, `exited`, `stopped`, `stats`), `command` (redacted), `code`,
    /// `signal` (of an end), `cpuSeconds`, `peakBytes`, `readBytes`, `writtenBytes` (so far). `exited`: by itself;
    /// `stopped`: by us.
    package static let process = "process"
    /// The last lines of the bridge's output: `stream` (`stdout`, `stderr`), `text`.
    package static let output = "output"
    /// A sentence of a log that has no events: `says` (a word, see `Phrase`), `line` (from 1), and by it `text`, `bytes`, `detail` or settings.
    package static let told = "told"
    /// At the end of a capture that was converted from something else: `format`, `limits` (list), `unreadable` (count), `torn` and `mixed` (bool). The
    /// reader takes it for the summary's.
    package static let imported = "imported"
    /// Frames that the recorder had no room for at this point: `connection`, `frames`.
    package static let lost = "lost"
    /// A plain HTTP request that the recorder passed on: `leg`, `request` (request line), `status` or `error`, `ms`,
    /// `requestBytes`, `responseBytes`, `body` (the answer, where it is XML).
    package static let http = "http"
    /// The capture goes on where another one stops: `before` (its file), `connections` (those that are open). Their
    /// opening and their sessions are repeated behind the header, as they were.
    package static let continued = "continued"
    /// How well the harness itself kept time, at the end: `lateP99Ms`, `lateMaxMs`, `frames`, `calls`, `peakCalls`.
    package static let harness = "harness"
}

/// Reasons of a section's end that say nothing about the service.
package enum CutShort {
    package static let timeUp = "the probe's time was up"
    package static let interrupted = "the probe was interrupted"
}
