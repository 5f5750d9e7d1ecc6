// Time and CPU time of this machine, for measuring only.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum Clock {
    /// Nanoseconds on a clock that never goes back.
    static var now: Int64 { nanoseconds(CLOCK_MONOTONIC) }
    /// CPU nanoseconds of this process.
    static var ownCPU: Int64 { nanoseconds(CLOCK_PROCESS_CPUTIME_ID) }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
