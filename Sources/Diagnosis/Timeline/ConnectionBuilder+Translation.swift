/// The events that only an interpreter's session has.
import CallCapture
import JSONText
import SpeechAudio

/// The dialect of `/v1/realtime/translations`; `session.created`, `session.update`, `session.updated` and `error` it shares.
private enum TranslationEvent: String, CaseIterable {
    case append = "session.input_audio_buffer.append"
    case close = "session.close"
    case closed = "session.closed"
    case source = "session.input_transcript.delta"
    case target = "session.output_transcript.delta"
    case audio = "session.output_audio.delta"

    init?(_ name: UnsafeRawBufferPointer) {
        guard let event = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name) }) else { return nil }
        self = event
    }

    var isServer: Bool { self != .append && self != .close }
}

extension ConnectionBuilder {
    /// - Returns: False when it is another event.
    mutating func translation(
        _ name: UnsafeRawBufferPointer, _ fields: borrowing TopLevelFields, _ frame: FrameView, at moment: Moment,
        _ scratch: inout Scratch
    ) -> Bool {
        guard let event = TranslationEvent(name) else { return false }
        count(isServer: event.isServer, at: moment)
        var known = facts.translation ?? Translation()
        switch event {
        case .append:
            // Always PCM16 at 24 kHz.
            inputEncoding = .pcm24k
            facts.translation = known
            append(fields["audio"], frame, at: moment, &scratch)
            return true
        case .close: known.asksToClose = moment
        case .closed: known.closed = moment
        case .source: known.add(source: fields["delta"]?.string ?? "")
        case .target:
            known.firstWords = known.firstWords ?? moment
            known.add(target: fields["delta"]?.string ?? "")
        case .audio: sound(fields, frame, at: moment, &known, &scratch)
        }
        facts.translation = known
        return true
    }

    private mutating func sound(
        _ fields: borrowing TopLevelFields, _ frame: FrameView, at moment: Moment, _ known: inout Translation,
        _ scratch: inout Scratch
    ) {
        guard !frame.isCut, AudioPayload.decode(fields["delta"], into: &scratch.bytes) else {
            return known.audio.countUnreadable(at: moment)
        }
        let rate = fields["sample_rate"]?.integer.flatMap { (4_000...192_000).contains($0) ? $0 : nil } ?? 24_000
        let encoding = AudioEncoding.pcm16(rate: rate)
        encoding.decode(scratch.bytes, into: &scratch.samples)
        known.audio.receive(scratch.samples, of: scratch.bytes, in: encoding, at: moment)
        if scratch.keepsTracks { facts.replyTrack.add(scratch.bytes, scratch.samples, in: encoding, at: moment) }
    }
}
