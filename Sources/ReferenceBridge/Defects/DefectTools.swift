// What defects are made of: messages as JSON, recognised by their name and rewritten.
import Base64Coding
package import JSONText
import TelephonyProtocol
import WebSocketWire

extension BridgeAction {
    /// A text message to the model; nil for everything else.
    package var toModel: JSONObject? {
        guard case .toModel(_, .text(let text)) = self else { return nil }
        return (try? JSON(parsing: text))?.object
    }

    /// A text message to the carrier; nil for everything else.
    package var toCarrier: JSONObject? {
        guard case .toCarrier(.text(let text)) = self else { return nil }
        return (try? JSON(parsing: text))?.object
    }

    /// Whether it is the client event of this type.
    package func isToModel(_ type: String) -> Bool { mayBe(type) && toModel?["type"]?.string == type }

    /// Whether it is the carrier message of this event: `media`, `mark`, `clear`.
    package func isToCarrier(_ event: String) -> Bool { mayBe(event) && toCarrier?["event"]?.string == event }

    /// The same message, changed, when it is the client event of this type.
    package func rewritingModel(_ type: String, _ change: (inout JSONObject) -> Void) -> BridgeAction {
        guard isToModel(type), case .toModel(let link, _) = self, var message = toModel else { return self }
        change(&message)
        return .toModel(link, .text(JSON.object(message).text))
    }

    /// The same message, changed, when it is the carrier message of this event; nil: of any.
    package func rewritingCarrier(_ event: String?, _ change: (inout JSONObject) -> Void) -> BridgeAction {
        guard var message = toCarrier, event == nil || message["event"]?.string == event else { return self }
        change(&message)
        return .toCarrier(.text(JSON.object(message).text))
    }

    /// The samples of a `media` message; nil for everything else.
    package var mediaBytes: [UInt8]? {
        guard isToCarrier("media"), let payload = toCarrier?["media"]?["payload"]?.string else { return nil }
        return Base64.decode(payload)
    }

    package static func media(_ bytes: [UInt8], _ streamSid: String) -> BridgeAction {
        .toCarrier(.text(BridgeMessage.media(streamSid: streamSid, payload: Base64.encode(bytes)).text))
    }

    package static func toCarrier(_ message: JSON) -> BridgeAction { .toCarrier(.text(message.text)) }
    package static func toModel(_ link: ModelLink, _ event: JSON) -> BridgeAction { .toModel(link, .text(event.text)) }

    /// Fifty appends a second need not be parsed to know that they are something else.
    private func mayBe(_ word: String) -> Bool {
        switch self {
        case .toModel(_, .text(let text)), .toCarrier(.text(let text)): text.quotes(word, within: 80)
        default: false
        }
    }
}

extension BridgeEvent {
    /// A text message of the model; nil for everything else.
    package var fromModel: JSONObject? {
        guard case .model(_, .text(let text)) = self else { return nil }
        return (try? JSON(parsing: text))?.object
    }

    /// A text message of the carrier; nil for everything else.
    package var fromCarrier: JSONObject? {
        guard case .carrier(.text(let text)) = self else { return nil }
        return (try? JSON(parsing: text))?.object
    }

    package var modelLink: ModelLink? {
        switch self {
        case .modelOpened(let link), .modelRefused(let link, _), .model(let link, _), .modelClosed(let link, _): link
        case .carrierOpened, .carrier, .carrierClosed: nil
        }
    }

    /// Whether it is the server event of this type.
    package func isFromModel(_ type: String) -> Bool { fromModel?["type"]?.string == type }

    /// Whether it is the carrier message of this event: `start`, `media`, `mark`, `stop` …
    package func isFromCarrier(_ event: String) -> Bool {
        guard case .carrier(.text(let text)) = self, text.quotes(event, within: 40) else { return false }
        return fromCarrier?["event"]?.string == event
    }

    /// The same message, changed, when it is the server event of this type.
    package func rewritingModel(_ type: String, _ change: (inout JSONObject) -> Void) -> BridgeEvent {
        guard isFromModel(type), case .model(let link, _) = self, var message = fromModel else { return self }
        change(&message)
        return .model(link, .text(JSON.object(message).text))
    }
}

extension String {
    /// Whether the word stands in quotes in the first bytes. Bytewise, for it is asked of every message of a call.
    fileprivate func quotes(_ word: String, within bytes: Int) -> Bool {
        let head = Array(utf8.prefix(bytes))
        let quoted = [UInt8(ascii: "\"")] + word.utf8 + [UInt8(ascii: "\"")]
        return head.count >= quoted.count
            && (0...(head.count - quoted.count)).contains { head[$0..<($0 + quoted.count)].elementsEqual(quoted) }
    }
}
