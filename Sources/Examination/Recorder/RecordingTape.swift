import CallCapture
import JSONText
package import Transport

/// The loop's end of a recording: whatever happens is handed on and never waited for; what the buffer has no room for is counted
/// by its connection, and told as soon as there is room.
package final class RecordingTape {
    private let handover: Handover<TapeItem>
    private var lost: [String: Int] = [:]
    private let loop: EventLoop
    private let began: Duration

    /// Beginnings and ends of connections find room where frames do not, for without them no call could be told from another.
    private static let reserve = 4 << 20

    /// - Parameter began: Zero of the capture's clock, on the loop's.
    package init(_ loop: EventLoop, handover: Handover<TapeItem>, began: Duration) {
        self.loop = loop
        self.handover = handover
        self.began = began
    }

    var now: Duration { loop.now - began }

    func frame(_ connection: String, _ leg: Leg, _ direction: Direction, _ content: Frame.Content) {
        // Not before there is room for many: told one by one, what is lost would fill the reserve.
        if !lost.isEmpty, handover.load < 0.75 { tellLoss(of: connection) }
        let item = TapeItem.frame(connection: connection, leg: leg, direction: direction, at: now, content)
        if !handover.offer(item, cost: item.cost) { lost[connection, default: 0] += 1 }
    }

    func observe(_ connection: String?, _ kind: String, _ data: JSONObject) {
        note(.observation(connection: connection, at: now, kind: kind, data: data))
    }

    func opened(_ connection: String, _ leg: Leg, request: String, model: String?, peer: String) {
        note(.opened(connection: connection, leg: leg, at: now, request: request, model: model, peer: peer))
    }

    func joined(_ connection: String) { note(.joined(connection: connection, at: now)) }

    func ended(_ connection: String, _ reason: String?) {
        tellLoss(of: connection)
        note(.ended(connection: connection, at: now, reason: reason))
    }

    /// Nothing more comes.
    package func end() {
        for connection in lost.keys.sorted() { tellLoss(of: connection) }
        handover.end()
    }

    private func tellLoss(of connection: String) {
        guard let count = lost[connection] else { return }
        let item = TapeItem.lost(connection: connection, at: now, count: count)
        if handover.offer(item, cost: item.cost, reserve: Self.reserve) { lost[connection] = nil }
    }

    private func note(_ item: TapeItem) {
        _ = handover.offer(item, cost: item.cost, reserve: Self.reserve)
    }
}
