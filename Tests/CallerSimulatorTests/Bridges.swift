// Tiny bridges for the tests of the simulator: each is one closure with just enough to be right or wrong.
import Base64Coding
import CallerSimulator
import Scenarios
import SpeechAudio
import TelephonyProtocol
import TestSupport
import WebSocketWire

/// State that a bridge's closure keeps.
final class BridgeState {
    var stream = ""
    var count = 0
    var heard: [UInt8] = []
    var quiet = 0
    var isListening = false
    var isSilent = true
}

enum Bridges {
    static var silent: VirtualPhoneCall.Bridge { { _, _ in [] } }

    /// µ-law of an assistant's utterance.
    static func speech(_ id: String) -> String {
        Base64.encode(Fixtures.speechLibrary[id]?.bytes(as: .pcmu) ?? [])
    }

    /// Says hello after `start`.
    static func greets(after delay: Duration = .milliseconds(300)) -> VirtualPhoneCall.Bridge {
        { message, _ in
            guard case .start(let start) = message else { return [] }
            return [
                .say(.media(streamSid: start.streamSid, payload: speech("assistant-greeting")), after: delay),
                .say(.mark(streamSid: start.streamSid, name: "greeting"), after: delay),
            ]
        }
    }

    /// Greets, answers every utterance when the caller has been quiet for 400 ms, and, when it may, clears when the caller
    /// speaks.
    static func converses(clears: Bool = true, reply: String = "assistant-long-story") -> VirtualPhoneCall.Bridge {
        let state = BridgeState()
        return { message, _ in
            switch message {
            case .start(let start):
                state.stream = start.streamSid
                return [.say(.media(streamSid: state.stream, payload: speech("assistant-greeting")))]
            case .media(let media):
                var payload = media.payload
                var bytes: [UInt8] = []
                _ = payload.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &bytes) }
                let isLoud = AudioLevel(of: AudioEncoding.pcmu.decode(bytes)).rms > -45
                if isLoud {
                    state.count += 1
                    state.quiet = 0
                    guard state.count == 5, clears else { return [] }
                    return [.say(.clear(streamSid: state.stream))]
                }
                state.quiet += 1
                guard state.quiet == 20, state.count >= 5 else { return [] }
                state.count = 0
                return [
                    .say(.media(streamSid: state.stream, payload: speech(reply))),
                    .say(.mark(streamSid: state.stream, name: "reply")),
                ]
            default: return []
            }
        }
    }

    /// Sends back what it hears.
    static var echoes: VirtualPhoneCall.Bridge {
        { message, _ in
            guard case .media(let media) = message else { return [] }
            return [.say(.media(streamSid: media.streamSid, payload: media.payload), after: .milliseconds(40))]
        }
    }

    /// Answers `start` with exactly these.
    static func sends(_ messages: [WireMessage]) -> VirtualPhoneCall.Bridge {
        { message, _ in
            guard case .start(let start) = message else { return [] }
            return messages.map { message in
                guard case .text(let text) = message else { return .send(message, after: .milliseconds(50)) }
                return .send(.text(text.replacing("SID", with: start.streamSid)), after: .milliseconds(50))
            }
        }
    }
}

extension CallerPlan {
    static func steps(_ steps: CallerStep...) -> CallerPlan { CallerPlan(steps: steps) }
}
