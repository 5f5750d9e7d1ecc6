/// Times as logs write them, as seconds: ISO 8601 and its relatives, times of day, epochs in any unit, seconds since a start.
struct LogTime: Equatable {
    enum Origin: Equatable {
        /// Seconds since 1970.
        case epoch
        /// Seconds since midnight, of an unknown day.
        case midnight
        /// Seconds since whatever the log counts from.
        case start
    }

    var seconds: Double
    var origin: Origin
    /// Digits of a second were written.
    var hasFraction: Bool

    /// The first time in the text before a message, or at the beginning of a line.
    static func first(in text: UnsafeRawBufferPointer) -> (time: LogTime, end: Int)? {
        let text = UnsafeRawBufferPointer(rebasing: text.prefix(96))
        var index = 0
        while index < text.count {
            // Letters that are no ASCII go before a time: `下午9:05:03`.
            guard isDigit(text[index]),
                index == 0 || !LooseJSON.isWord(text[index - 1]) || text[index - 1] == 0x54 || text[index - 1] >= 0x80
            else {
                index += 1
                continue
            }
            var scan = Scan(text: text, index: index)
            if let time = scan.dateAndTime() { return (time, scan.index) }
            scan.index = index
            if let time = scan.timeOfDay() { return (time, scan.index) }
            scan.index = index
            let isPlus = index > 0 && text[index - 1] == UInt8(ascii: "+")
            let isQuoted = index > 1 && text[index - 1] == UInt8(ascii: "\"") && text[index - 2] == UInt8(ascii: "=")
            if index == 0 || isPlus || isQuoted || "[(=".utf8.contains(text[index - 1]) || isPadded(text, index),
                let time = scan.number(),
                // Without a point it is a telephone number.
                !isPlus || text[index..<scan.index].contains(UInt8(ascii: ".")),
                // `version="1.1"`
                !isQuoted || time.origin == .epoch
            {
                return (time, scan.index)
            }
            while index < text.count, LooseJSON.isWord(text[index]) { index += 1 }
        }
        return nil
    }

    /// `[   10.364]`: as the kernel and its imitators write seconds since the start.
    private static func isPadded(_ text: UnsafeRawBufferPointer, _ index: Int) -> Bool {
        guard index > 1, text[index - 1] == UInt8(ascii: " ") else { return false }
        guard let bracket = text[..<index].lastIndex(where: { $0 != UInt8(ascii: " ") }) else { return false }
        return text[bracket] == UInt8(ascii: "[") && text[index...].prefix(24).contains(UInt8(ascii: "]"))
    }

    /// A number in a field: seconds, milliseconds, microseconds or nanoseconds since 1970 by its size; else since a start.
    ///
    /// - Parameter isWhole: written without a point. Small whole numbers are milliseconds, for whole seconds would be useless.
    static func number(_ value: Double, isWhole: Bool, unit: Unit?) -> LogTime? {
        // Beyond 1e20 it is no time in any unit: in nanoseconds that is the year 5138.
        guard value >= 0, value < 1e20 else { return nil }
        switch value {
        case 1e17...: return LogTime(seconds: value / 1e9, origin: .epoch, hasFraction: true)
        case 1e14...: return LogTime(seconds: value / 1e6, origin: .epoch, hasFraction: true)
        case 1e11...: return LogTime(seconds: value / 1e3, origin: .epoch, hasFraction: true)
        case 5e8...: return LogTime(seconds: value, origin: .epoch, hasFraction: !isWhole)
        default:
            let isMilliseconds = unit == .milliseconds || unit == nil && isWhole
            return LogTime(seconds: isMilliseconds ? value / 1e3 : value, origin: .start, hasFraction: true)
        }
    }

    enum Unit { case seconds, milliseconds }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private struct Scan {
        let text: UnsafeRawBufferPointer
        var index: Int

        /// `2026-11-20T09:00:00.123Z`, `2026-11-20 09:00:00,123`, `2026/11/20 09:00:00 +01:00`
        mutating func dateAndTime() -> LogTime? {
            guard let year = digits(4), skip("-/"), let month = digits(2), skip("-/"), let day = digits(2),
                (1970...2200).contains(year), (1...12).contains(month), (1...31).contains(day), skip("T t_"),
                let time = timeOfDay()
            else { return nil }
            var seconds = Double(Scan.days(year, month, day)) * 86_400 + time.seconds
            let end = index
            if skip(" "), current != UInt8(ascii: "+") { index = end }
            if let sign = current, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                index += 1
                if let hours = digits(2) {
                    _ = skip(":")
                    let offset = Double(hours * 3600 + (digits(2) ?? 0) * 60)
                    seconds += sign == UInt8(ascii: "+") ? -offset : offset
                } else {
                    index = end
                }
            }
            return LogTime(seconds: seconds, origin: .epoch, hasFraction: time.hasFraction)
        }

        /// `09:00:00`, `9:00:00.123456`, `09:00:00,123`, `9:00:00 PM`
        mutating func timeOfDay() -> LogTime? {
            let half = halfBefore
            guard let hours = digits(2) ?? shortHour(), skip(":"), let minutes = digits(2), skip(":"),
                let seconds = digits(2), hours < 24, minutes < 60, seconds < 61
            else { return nil }
            var value = Double(minutes * 60 + seconds)
            let hasFraction = (current == UInt8(ascii: ".") || current == UInt8(ascii: ",")) && isDigit(1)
            if hasFraction {
                index += 1
                var place = 0.1
                while isDigit(0) {
                    value += Double(text[index] - UInt8(ascii: "0")) * place
                    place /= 10
                    index += 1
                }
            }
            let isAfternoon = half ?? halfBehind()
            let hour = hours > 12 ? hours : isAfternoon.map { hours % 12 + ($0 ? 12 : 0) } ?? hours
            value += Double(hour * 3600)
            return LogTime(seconds: (value * 1e6).rounded() / 1e6, origin: .midnight, hasFraction: hasFraction)
        }

        /// An hour of one digit; behind these it is a part of something else.
        private mutating func shortHour() -> Int? {
            index > 0 && ":.-/".utf8.contains(text[index - 1]) ? nil : digits(1)
        }

        /// ` PM`, ` a.m.`: is it the second half of the day? The space may be a narrow one that does not break, U+202F.
        private mutating func halfBehind() -> Bool? {
            let start = index
            if !skip(" "), index + 3 <= text.count, text[index..<index + 3].elementsEqual([0xE2, 0x80, 0xAF]) {
                index += 3
            }
            if let letter = current.map({ $0 | 0x20 }), letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") {
                index += 1
                let isDotted = skip(".")
                if skip("mM"), current.map({ !LooseJSON.isWord($0) || isDotted }) ?? true {
                    if isDotted { _ = skip(".") }
                    return letter == UInt8(ascii: "p")
                }
            }
            index = start
            return nil
        }

        /// The same as Chinese, Japanese and Korean have it, before the hour: `下午`, `午後`, `오후`.
        private var halfBefore: Bool? {
            guard index >= 6, text[index - 1] >= 0x80 || text[index - 1] == UInt8(ascii: " ") else { return nil }
            let end = text[index - 1] == UInt8(ascii: " ") ? index - 1 : index
            guard end >= 6, text[end - 1] >= 0x80 else { return nil }
            let word = String(decoding: text[(end - 6)..<end], as: UTF8.self)
            switch word {
            case "上午", "午前", "오전": return false
            case "下午", "午後", "오후": return true
            default: return nil
            }
        }

        /// `1763629200.123`, `1763629200123`, `12.345`; whole small numbers are line numbers, ports and the like.
        mutating func number() -> LogTime? {
            let start = index
            var points = 0
            while isDigit(0) || current == UInt8(ascii: ".") && isDigit(1) {
                if current == UInt8(ascii: ".") { points += 1 }
                index += 1
            }
            guard points <= 1, current.map({ !LooseJSON.isWord($0) || $0 == UInt8(ascii: "s") }) ?? true,
                current != UInt8(ascii: ":"),
                let value = Double(String(decoding: text[start..<index], as: UTF8.self)), points == 1 || value >= 5e8
            else { return nil }
            return LogTime.number(value, isWhole: points == 0, unit: .seconds)
        }

        private var current: UInt8? { index < text.count ? text[index] : nil }

        private func isDigit(_ offset: Int) -> Bool {
            index + offset < text.count && LogTime.isDigit(text[index + offset])
        }

        private mutating func digits(_ count: Int) -> Int? {
            guard index + count <= text.count else { return nil }
            var value = 0
            for offset in 0..<count {
                guard LogTime.isDigit(text[index + offset]) else { return nil }
                value = value * 10 + Int(text[index + offset] - UInt8(ascii: "0"))
            }
            index += count
            return value
        }

        private mutating func skip(_ any: StaticString) -> Bool {
            guard let current, any.withUTF8Buffer({ $0.contains(current) }) else { return false }
            index += 1
            return true
        }

        /// Days from 1970-01-01 in the Gregorian calendar.
        private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
            let year = month <= 2 ? year - 1 : year
            let era = year / 400
            let yearOfEra = year - era * 400
            let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
            return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        }
    }
}

/// The times of one log as seconds since its first one, never running backwards.
struct LogClock {
    private var origin: (kind: LogTime.Origin, seconds: Double)?
    private var latest = 0.0
    private var days = 0.0
    private var previousOfDay = 0.0
    private(set) var sawFraction = false

    /// What the clock would show, when the time is one of its own kind. The clock stays where it is: a line of text may be early.
    func look(_ time: LogTime) -> Double? {
        guard let origin, origin.kind == time.origin else { return nil }
        let day = time.origin == .midnight ? days + (time.seconds < previousOfDay - 43_200 ? 86_400 : 0) : 0
        return max(latest, ((time.seconds + day - origin.seconds) * 1e6).rounded() / 1e6)
    }

    mutating func seconds(_ time: LogTime) -> Double {
        sawFraction = sawFraction || time.hasFraction
        var value = time.seconds
        if time.origin == .midnight {
            if value < previousOfDay - 43_200 { days += 86_400 }
            previousOfDay = value
            value += days
        }
        if origin == nil || origin?.kind != time.origin {
            // A log that changes its kind of clock goes on from where it was.
            origin = (time.origin, time.origin == .start && latest == 0 ? 0 : value - latest)
        }
        // Threads log a little out of order; what crossed the wire did not.
        latest = max(latest, ((value - (origin?.seconds ?? 0)) * 1e6).rounded() / 1e6)
        return latest
    }
}
