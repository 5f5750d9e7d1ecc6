import JSONText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Takes secrets and telephone numbers out of what is written, in the fields and headers where they live. Everything else
/// stays byte for byte; a placeholder such as `<redacted:authorization>` shows that something was there.
///
/// One walk over the strings of a message, from quote to quote, so that the base64 of audio costs a `memchr`.
package struct Redaction {
    package struct Options: Sendable, Equatable {
        /// API keys, tokens, cookies, signatures, client secrets.
        package var secrets = true
        package var phoneNumbers = true
        /// The Twilio account's identifier: no secret, but the name of a customer.
        package var accountSid = false
        /// Masks every transcript and text whole.
        package var transcripts = false
        /// What is kept of audio.
        package var audio = Audio.all

        package init() {}
    }

    package enum Audio: String, Sendable, CaseIterable {
        case all
        /// Its length, and a hash of its bytes.
        case hash
        /// Its length.
        case none
    }

    package let options: Options
    /// Redactions so far, by kind.
    package private(set) var counts: [String: Int] = [:]
    private var levels: [Level] = []

    package init(_ options: Options = Options()) { self.options = options }

    private struct Level {
        var isArray: Bool
        /// What the key of this container says about the strings right inside it.
        var field: RedactedField?
        var place: RedactedPlace
    }

    /// Counts those that were made before.
    mutating func add(_ others: [String: Int]) { counts.merge(others) { $0 + $1 } }

    /// Appends valid JSON with what must not be read replaced.
    mutating func write(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        levels.removeAll(keepingCapacity: true)
        var field: RedactedField?
        var place = RedactedPlace.anywhere
        var copied = 0
        var index = 0
        lazy var isSpoken = Redaction.isSpoken(text)
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                let end = Redaction.closingQuote(text, from: index + 1)
                let inner = UnsafeRawBufferPointer(rebasing: text[index + 1..<end])
                let next = Redaction.afterSpace(text, from: end + 1)
                if next < text.count, text[next] == UInt8(ascii: ":") {
                    field = RedactedField.named(inner, in: place)
                    index = next + 1
                    continue
                }
                if let hidden = hiddenAudio(inner, field, text) {
                    output.append(contentsOf: text[copied..<index])
                    JSON.writeQuoted(hidden, to: &output)
                    copied = end + 1
                } else if let value = candidate(inner, field, place),
                    let replacement = replacement(for: value, field, place, isSpoken)
                {
                    output.append(contentsOf: text[copied..<index])
                    JSON.writeQuoted(replacement, to: &output)
                    copied = end + 1
                }
                index = end
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isArray = text[index] == UInt8(ascii: "[")
                levels.append(Level(isArray: isArray, field: field, place: place))
                place = field?.placeInside ?? place
                if !isArray { field = nil }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if let level = levels.popLast() { place = level.place }
                field = nil
            case UInt8(ascii: ","):
                field = levels.last.flatMap { $0.isArray ? $0.field : nil }
            default: break
            }
            index += 1
        }
        output.append(contentsOf: text[copied...])
    }

    private mutating func hiddenAudio(
        _ inner: UnsafeRawBufferPointer, _ field: RedactedField?, _ text: UnsafeRawBufferPointer
    ) -> String? {
        guard options.audio != .all, !inner.isEmpty, field == .audio || field == .delta && Redaction.isSound(text),
            !HiddenAudio.isIn(inner)
        else { return nil }
        return count("audio", HiddenAudio.placeholder(for: inner, hashed: options.audio == .hash))
    }

    /// The bytes of a binary message, which only audio is sent in; nil where they are kept.
    mutating func hiddenAudio(_ bytes: [UInt8]) -> String? {
        guard options.audio != .all else { return nil }
        return count("audio", HiddenAudio.placeholder(for: bytes, hashed: options.audio == .hash))
    }

    /// Free text that is not JSON, such as a close reason or half a message.
    mutating func freeText(_ text: String) -> String {
        replacement(for: text, .freeText, .anywhere, false) ?? text
    }

    /// The decoded value, if it could need a replacement at all; most do not, and are told by their first bytes.
    private func candidate(
        _ inner: UnsafeRawBufferPointer, _ field: RedactedField?, _ place: RedactedPlace
    ) -> String? {
        switch field {
        case .audio: return nil
        case .transcript, .delta: guard options.transcripts, !inner.isEmpty else { return nil }
        case nil, .accountSid, .headers, .customParameters:
            guard place != .anywhere || field == .accountSid && options.accountSid || RedactedValue.mayMatter(inner)
            else {
                return nil
            }
        default: guard !inner.isEmpty else { return nil }
        }
        let quoted = UnsafeRawBufferPointer(start: inner.baseAddress.map { $0 - 1 }, count: inner.count + 2)
        return RawJSON(bytes: quoted, kind: .string).string
    }

    private mutating func replacement(
        for value: String, _ field: RedactedField?, _ place: RedactedPlace, _ isSpoken: @autoclosure () -> Bool
    ) -> String? {
        guard !value.hasPrefix("<redacted:") else { return nil }
        if options.transcripts, field == .transcript || field == .delta && isSpoken() {
            return count("transcript", "<redacted:transcript>")
        }
        if options.accountSid, field == .accountSid { return count("account-sid", "<redacted:account-sid>") }
        var result: String?
        if options.secrets, let (kind, text) = RedactedValue.withoutSecrets(value, field, place) {
            result = count(kind, text)
        }
        if options.phoneNumbers, let text = RedactedValue.withoutPhoneNumbers(result ?? value, field, place) {
            result = count("phone-number", text)
        }
        return result
    }

    private mutating func count(_ kind: String, _ replacement: String) -> String {
        counts[kind, default: 0] += 1
        return replacement
    }

    /// Whether a `delta` in this event is words, not audio and not arguments of a function.
    private static func isSpoken(_ text: UnsafeRawBufferPointer) -> Bool {
        let text = String(decoding: text, as: UTF8.self)
        return ["_transcript.delta\"", "_transcription.delta\"", "text.delta\""].contains { text.contains($0) }
    }

    /// Whether a `delta` in this event is audio.
    private static func isSound(_ text: UnsafeRawBufferPointer) -> Bool {
        String(decoding: text, as: UTF8.self).contains("audio.delta\"")
    }

    /// The index of the quote that ends the string, or the end of the text.
    private static func closingQuote(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = text.baseAddress else { return text.count }
        var index = start
        while index < text.count, let found = memchr(base + index, 0x22, text.count - index) {
            let quote = UnsafeRawPointer(found) - base
            var backslashes = 0
            while quote - backslashes > start, text[quote - backslashes - 1] == UInt8(ascii: "\\") { backslashes += 1 }
            if backslashes % 2 == 0 { return quote }
            index = quote + 1
        }
        return text.count
    }

    private static func afterSpace(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index] <= 0x20 { index += 1 }
        return index
    }
}
