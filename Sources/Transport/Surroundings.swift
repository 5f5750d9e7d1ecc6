// What a program may ask of the world around it: time of day, randomness, environment variables.
// Engines get these as arguments; only the executables and this target ask.

import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package enum Surroundings {
    /// Milliseconds since 1970, UTC.
    package static var unixMilliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Now as ISO 8601, UTC, milliseconds: `2026-11-20T09:00:00.123Z`.
    package static var wallClock: String { iso8601(unixMilliseconds: unixMilliseconds) }

    /// - Parameter unixMilliseconds: Since 1970, UTC; may be negative.
    package static func iso8601(unixMilliseconds: Int64) -> String {
        let milliseconds = Int(unixMilliseconds.modulo(1000))
        let seconds = (unixMilliseconds - Int64(milliseconds)) / 1000
        let secondOfDay = Int(seconds.modulo(86_400))
        let (year, month, day) = civilDate(daysSince1970: (seconds - Int64(secondOfDay)) / 86_400)
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
            + "T\(digits(secondOfDay / 3600, 2)):\(digits(secondOfDay / 60 % 60, 2)):\(digits(secondOfDay % 60, 2))"
            + ".\(digits(milliseconds, 3))Z"
    }

    /// From the system's cryptographic generator.
    package static func randomBytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard uv_random(nil, nil, buffer.baseAddress, count, 0, nil) == 0 else {
                // A kernel without a random generator: keys and masks made without one would be a lie.
                preconditionFailure("the system has no random generator")
            }
            filled = count
        }
    }

    /// A seed for runs that were given none.
    package static var randomSeed: UInt64 { randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) } }

    /// All variables of this process.
    package static var environment: [String: String] {
        var items: UnsafeMutablePointer<uv_env_item_t>?
        var count: CInt = 0
        guard uv_os_environ(&items, &count) == 0, let items else { return [:] }
        defer { uv_os_free_environ(items, count) }
        var found: [String: String] = [:]
        for item in UnsafeBufferPointer(start: items, count: Int(count)) {
            guard let name = item.name, let value = item.value else { continue }
            found[String(cString: name)] = String(cString: value)
        }
        return found
    }

    /// Whether a stream of this process is a terminal: 1 is standard output, 2 is standard error.
    package static func isTerminal(_ descriptor: CInt) -> Bool { isatty(descriptor) == 1 }

    package static var processID: Int { Int(getpid()) }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Gregorian calendar, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    private static func civilDate(daysSince1970 days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let dayOfEra = shifted.modulo(146_097)
        let era = (shifted - dayOfEra) / 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), Int(month), Int(day))
    }
}

extension Int64 {
    /// The remainder that is never negative.
    fileprivate func modulo(_ divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
