/// The caller began to speak while the bridge could be heard: what was played then, and what was done about it.
package struct Interruption: Sendable, Equatable {
    /// Index into ``Timeline/phones``, and into its `caller.bursts`.
    package var phone: Int
    package var burst: Int
    /// The frame with the caller's first sound.
    package var began: Moment
    /// What was being played: the connection and its reply; nil where it is no reply of the model.
    package var connection: Int?
    package var response: Int?
    /// Index into the connection's `replyItems`.
    package var item: Int?
    /// Milliseconds of that item which the caller had heard, when the interruption began.
    package var heardMs: Double
    /// The same in the end: when a `clear` had taken the rest, or everything had been played.
    package var heardAtLastMs: Double
    /// Buffered by the carrier when it began.
    package var unplayedMs: Double
    /// The reply was still being made.
    package var wasGenerating: Bool
    /// `speech_started`
    package var noticed: Moment?
    package var clear: Moment?
    /// What that `clear` took away.
    package var clearedMs = 0.0
    /// Milliseconds of speech that the caller heard after beginning to speak, all of the same reply.
    package var talkedOverMs: Double
    /// Milliseconds of the same reply that were sent after the `clear`.
    package var lateMediaMs = 0.0
    package var lateMedia: Moment?
    /// The client's `response.cancel` for it.
    package var cancel: Moment?
    /// The reply ended as cancelled.
    package var isCancelled: Bool
    /// Index into the connection's `truncates`.
    package var truncate: Int?
    /// Says of the script: it means to interrupt. Nil where there is no script.
    package var isScripted: Bool?
    /// So soon after the reply began, and so much quieter, that it may be the bridge's own voice coming back.
    package var mayBeEcho: Bool

    /// From the caller's first sound to the `clear`, milliseconds.
    package var clearedAfterMs: Double? { clear?.seconds(since: began).map { $0 * 1_000 } }
    /// From `speech_started` to the `clear`, milliseconds: what the bridge alone takes. Negative: it did not wait for it.
    package var reactionMs: Double? {
        guard let clear, let noticed else { return nil }
        return clear.seconds(since: noticed).map { $0 * 1_000 }
    }
}

/// Finds them: a burst of the caller that begins inside a stretch of the bridge's speech.
struct InterruptionFinder {
    private let timeline: Timeline
    private let call: Call
    private let deliveries: [Delivery]

    /// What an interruption would save the caller from, milliseconds.
    private static let least = 100.0
    /// How long after the caller began an answer to it may come, seconds.
    private static let window = 10.0

    static func interruptions(of call: Call, in timeline: Timeline, _ deliveries: [Delivery]) -> [Interruption] {
        let finder = InterruptionFinder(timeline: timeline, call: call, deliveries: deliveries)
        return call.phones.flatMap { number in
            timeline.phones[number].caller.bursts.indices.compactMap { finder.interruption($0, on: number) }
        }
    }

    private func interruption(_ number: Int, on index: Int) -> Interruption? {
        let phone = timeline.phones[index]
        let burst = phone.caller.bursts[number]
        guard phone.playback.isTimed, burst.started.time != nil, phone.atBursts.indices.contains(number) else {
            return nil
        }
        let state = phone.atBursts[number]
        guard state.isPlaying,
            let sound = phone.media.sound.bursts.first(where: {
                $0.startMs <= state.headMs && $0.endMs > state.headMs
            })
        else { return nil }
        let delivery = deliveries.last {
            $0.phone == index && $0.startMs <= state.headMs + 1 && $0.endMs > state.headMs - 1
        }
        let reply = delivery.map { timeline.connections[$0.connection].responses[$0.response] }
        let parts = deliveries.filter {
            $0.phone == index && $0.connection == delivery?.connection && $0.response == delivery?.response
        }
        let end = parts.map(\.endMs).max() ?? sound.endMs
        let isGenerating = reply?.isActive(at: burst.started) ?? false
        guard isGenerating || end - state.headMs >= Self.least else { return nil }

        let limit = limit(after: number, on: phone)
        let clear = phone.clears.first { $0.moment > burst.started && isWithin($0.moment, burst.started, limit) }
        let own = parts.filter { $0.item == delivery?.item }
        func heard(by seconds: Double?) -> Double {
            own.reduce(0) { $0 + phone.playback.heardMs(from: $1.startMs, to: $1.endMs, by: seconds) }
        }
        var found = Interruption(
            phone: index, burst: number, began: burst.started, connection: delivery?.connection,
            response: delivery?.response, item: delivery?.item, heardMs: heard(by: burst.started.time),
            heardAtLastMs: heard(by: clear?.moment.time), unplayedMs: state.bufferedMs, wasGenerating: isGenerating,
            noticed: nil, clear: clear?.moment, clearedMs: clear?.droppedMs ?? 0,
            talkedOverMs: phone.loudMs(from: state.headMs, to: end), isCancelled: reply?.isCancelled ?? false,
            isScripted: phone.script.isEmpty ? nil : phone.words(for: burst)?.interrupts ?? false,
            mayBeEcho: mayBeEcho(burst, sound, delivery?.startMs ?? sound.startMs, state))
        if let clear {
            let late = parts.filter { $0.startMs >= clear.atMs - 0.01 }
            found.lateMediaMs = late.reduce(0) { $0 + $1.milliseconds }
            found.lateMedia = late.first?.first
        }
        if let delivery { attach(delivery, to: &found, limit) }
        return found
    }

    private func attach(_ delivery: Delivery, to found: inout Interruption, _ limit: Moment?) {
        let connection = timeline.connections[delivery.connection]
        let item = connection.replyItems[delivery.item]
        let began = found.began
        found.noticed = connection.segments.first { $0.started > began && isWithin($0.started, began, limit) }?.started
        found.cancel =
            connection.cancels.first { cancel in
                cancel.moment > began && isWithin(cancel.moment, began, limit)
                    && cancel.response.map { $0 == connection.responses[delivery.response].id } ?? true
            }?.moment
        found.truncate = connection.truncates.firstIndex { truncate in
            truncate.moment > began && isWithin(truncate.moment, began, limit)
                && (truncate.item == item.id || truncate.item == nil || item.id.isEmpty
                    || isUnknown(truncate, connection))
        }
    }

    /// A truncate that names something else than what any reply of that time is: it was meant for this one.
    private func isUnknown(_ truncate: ModelConnection.ClientRequest, _ connection: ModelConnection) -> Bool {
        !connection.replyItems.contains { $0.id == truncate.item && $0.first > truncate.moment }
    }

    private func limit(after number: Int, on phone: PhoneConnection) -> Moment? {
        phone.caller.bursts.indices.contains(number + 1) ? phone.caller.bursts[number + 1].started : nil
    }

    private func isWithin(_ moment: Moment, _ start: Moment, _ limit: Moment?) -> Bool {
        if let limit, moment > limit { return false }
        return (moment.seconds(since: start) ?? 0) <= Self.window
    }

    private func mayBeEcho(
        _ burst: SpeechBurst, _ sound: SpeechBurst, _ startMs: Double, _ state: PhoneConnection.PlaybackState
    ) -> Bool {
        state.headMs - startMs < 1_000 && burst.level.rms < sound.level.rms - 6
    }
}

extension PhoneConnection {
    /// Milliseconds of the bridge's speech between two positions that the caller heard.
    func loudMs(from: Double, to: Double) -> Double {
        media.sound.bursts.reduce(0) { sum, burst in
            let (start, end) = (max(from, burst.startMs), min(to, burst.endMs))
            return end > start ? sum + playback.heardMs(from: start, to: end) : sum
        }
    }

    /// What the script had the caller say in a burst.
    func words(for burst: SpeechBurst) -> Said? {
        let overlaps = script.map { (said: $0, ms: min(burst.endMs, $0.toMs) - max(burst.startMs, $0.fromMs)) }
        return overlaps.filter { $0.ms >= 0 }.max { $0.ms < $1.ms }?.said
    }
}
