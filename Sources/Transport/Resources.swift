// Finds the Fixtures folder at run time, from wherever the program was put. No path of the build machine is compiled in.

import CUV

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package enum Resources {
    /// The folder that holds `Scenarios/`: `REALTIME_DOCTOR_FIXTURES`, else `Fixtures` of a folder above the executable, else
    /// `../share/realtime-doctor` beside its folder.
    package static func locate(environment: [String: String] = Surroundings.environment) throws(TransportError)
        -> String
    {
        var looked: [String] = []
        func holdsScenarios(_ folder: String) -> Bool {
            looked.append(folder)
            return Files.isDirectory(folder + "/Scenarios")
        }
        if let given = environment["REALTIME_DOCTOR_FIXTURES"], !given.isEmpty {
            // A folder that was named on purpose is taken or refused, never replaced by another.
            guard holdsScenarios(given) else { throw .noResources(looked: ["REALTIME_DOCTOR_FIXTURES=\(given)"]) }
            return given
        }
        let home = executablePath.map(Files.parent) ?? "."
        var folder = home
        while true {
            let candidate = (folder == "/" ? "" : folder) + "/Fixtures"
            if holdsScenarios(candidate) { return candidate }
            let above = Files.parent(folder)
            if above == folder { break }
            folder = above
        }
        let installed = Files.parent(home) + "/share/realtime-doctor"
        if holdsScenarios(installed) { return installed }
        throw .noResources(looked: ["every folder above \(home)", installed])
    }

    /// The real path of this program.
    package static var executablePath: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        var size = buffer.count
        guard uv_exepath(&buffer, &size) == 0, let real = realpath(buffer, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
