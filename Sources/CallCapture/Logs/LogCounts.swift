/// What was counted while a log was read, and what it therefore cannot prove.
struct LogCounts {
    var frames = 0, timed = 0
    var up = 0, down = 0
    /// Events that were not whole, and why.
    var cut = 0, hidden = 0, elided = 0
    var unreadable = 0
    var openings = 0, closes = 0
    /// Lines in another encoding than UTF-8.
    var foreign = 0
    var sawFraction = false

    /// One was counted that is none.
    mutating func takeBack(_ direction: Direction, isTimed: Bool) {
        frames -= 1
        if isTimed { timed -= 1 }
        if direction == .up { up -= 1 } else { down -= 1 }
    }

    var limits: [String] {
        var limits: [String] = []
        if timed == 0 {
            limits.append("the log keeps no times: only the order of events is known")
        } else if timed < frames {
            limits.append("\(frames - timed) of \(frames) events have no time")
        } else if !sawFraction {
            limits.append("the log keeps whole seconds only: latencies are known to a second")
        }
        if up == 0 { limits.append("the log has no event from the client") }
        if down == 0 { limits.append("the log has no event from the server") }
        if cut > 0 {
            limits.append("\(cut) event\(cut == 1 ? " was" : "s were") cut short by the logger: log messages whole")
        }
        if elided > 0 {
            limits.append("websockets shows the ends of long messages only: set WEBSOCKETS_MAX_LOG_SIZE=100000000")
        }
        if hidden > 0 {
            limits.append(
                "\(hidden) event\(hidden == 1 ? " has its" : "s have their") cause hidden by the logger ([Object]): log JSON.stringify(event)"
            )
        }
        if foreign > 0 {
            limits.append("\(foreign) line\(foreign == 1 ? " is" : "s are") not UTF-8 and read as Windows-1252")
        }
        switch (openings > 0, closes > 0) {
        case (true, true): break
        case (true, false): limits.append("the log does not show how connections were closed")
        case (false, true): limits.append("the log does not show how connections were opened")
        case (false, false): limits.append("the log does not show how connections were opened and closed")
        }
        return limits
    }
}
