// What another process has used so far, as Linux tells it; nil elsewhere.
import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

struct ProcessUsage {
    let pid: Int

    /// User and system time in seconds, in steps of 10 ms.
    var cpuSeconds: Double? {
        guard let bytes = try? Files.read("/proc/\(pid)/stat") else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        // The second field is the name in parentheses, which may have spaces.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    var residentBytes: Int? {
        guard let bytes = try? Files.read("/proc/\(pid)/statm") else { return nil }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
