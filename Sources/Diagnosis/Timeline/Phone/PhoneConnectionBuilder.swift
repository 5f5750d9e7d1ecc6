/// Folds the frames of one phone-leg connection into its ``PhoneConnection`` as they pass. The carrier's media, fifty a second,
/// are read by field; what the bridge sends is judged whole, as the carrier does.
import CallCapture
import JSONText
import SpeechAudio
import TelephonyProtocol

struct PhoneConnectionBuilder {
    var facts: PhoneConnection
    var judge: CarrierJudge
    let isCapture: Bool
    /// Half a sample of a plain stream waits for its other half.
    var decoder = SampleDecoder(.pcmu)
    /// What playback was at when the burst began that is not over yet.
    var atBurst: PhoneConnection.PlaybackState?
    var firstPendingMark = 0
    var repetitions = Repetitions()

    init(name: String, at moment: Moment, front: CallFront?, isCapture: Bool, dropsExtraFields: Bool) {
        facts = PhoneConnection(name: name, at: moment)
        judge = CarrierJudge(streamSid: "", phase: .beforeStart, dropsExtraFields: dropsExtraFields)
        self.isCapture = isCapture
        if let front { adopt(front) }
    }

    /// More is known about the call.
    mutating func adopt(_ front: CallFront) {
        if let stream = front.stream { judge.kind = stream }
        if let carrier = front.carrier, facts.carrier == .unknown { become(carrier) }
    }

    mutating func become(_ carrier: PhoneConnection.Carrier) {
        facts.carrier = carrier
        decoder = SampleDecoder(facts.encoding)
        facts.playback = Playback(rate: facts.encoding.sampleRate)
    }

    mutating func receive(_ frame: FrameView, _ scratch: inout ConnectionBuilder.Scratch) {
        var moment = Moment(frame: frame.number, time: frame.seconds)
        moment.appendedMs = facts.caller.milliseconds
        facts.last = moment
        echo(facts.playback.advance(to: moment))
        switch frame.operation {
        case .open: open(frame.payload, at: moment)
        case .text, .binary:
            if frame.direction == .up {
                facts.carrierMessages += 1
                facts.lastCarrierMessage = moment
                facts.carrierGaps.note(moment)
                carrierSays(frame, at: moment, &scratch)
            } else {
                facts.bridgeMessages += 1
                if facts.firstBridgeMessage == nil { facts.firstBridgeMessage = moment }
                facts.lastBridgeMessage = moment
                facts.bridgeGaps.note(moment)
                bridgeSays(frame, at: moment, &scratch)
            }
        case .ping: facts.pings += 1
        case .pong: facts.pongs += 1
        case .close:
            let byBridge = frame.closedBy.map { $0 == .server } ?? (frame.direction == .down)
            end(
                .init(
                    moment: moment, code: frame.closeCode, reason: frame.reason, byBridge: byBridge))
        case .error:
            end(
                .init(
                    moment: moment, code: nil, reason: "", byBridge: frame.direction == .down, failure: frame.reason))
        }
    }

    /// What the end of the capture completes.
    mutating func finish(at end: Moment) {
        if facts.ended == nil { echo(facts.playback.advance(to: end)) }
        facts.isListenOnly = judge.kind == .unidirectional
        facts.caller.close()
        keepBurst()
        facts.media.finish()
    }

    private mutating func open(_ payload: UnsafeRawBufferPointer, at moment: Moment) {
        facts.opening = ModelConnection.Opening(payload, at: moment)
    }

    private mutating func end(_ ending: PhoneConnection.Ending) {
        if facts.ending == nil { facts.ending = ending }
    }

    // MARK: Bursts

    /// Caller audio that was just measured may have begun or ended a burst.
    mutating func followBursts(from count: Int, wasSounding: Bool) {
        if facts.caller.bursts.count > count { keepBurst() }
        if !facts.caller.isSounding {
            atBurst = nil
        } else if !wasSounding || atBurst == nil {
            atBurst = facts.playback.state
        }
    }

    private mutating func keepBurst() {
        while facts.atBursts.count < facts.caller.bursts.count {
            facts.atBursts.append(atBurst ?? facts.playback.state)
            atBurst = nil
        }
    }

    /// Marks that playback has reached, or a clear has sent back.
    mutating func echo(_ events: [Playback.MarkEvent]) {
        for event in events {
            while firstPendingMark < facts.marks.count, facts.marks[firstPendingMark].due != nil {
                firstPendingMark += 1
            }
            guard
                let index = facts.marks[firstPendingMark...].firstIndex(where: {
                    $0.due == nil && $0.name == event.name
                })
            else { continue }
            facts.marks[index].due = event.seconds
            facts.marks[index].isHeard = event.isHeard
        }
    }
}
