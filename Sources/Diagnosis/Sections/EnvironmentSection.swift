/// What the run found around itself, before anything was sent.
import CallCapture
import JSONText

enum EnvironmentSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        guard let data = scope.observation(ObservationKind.environment)?.data else { return [] }
        let names = data["variables"]?.array?.compactMap(\.string) ?? []
        let key = data["key"]?.string ?? "unknown"
        var checks = [
            scope.check(
                "key", "API key",
                key == "present" || key == "not needed" ? .pass : key == "malformed" ? .fail : .notExamined,
                key == "malformed" ? "set, but it begins neither with sk- nor with ek_" : key),
            scope.check(
                "variables", "Variables", .pass, names.isEmpty ? "none that matter" : names.joined(separator: ", ")),
        ]
        if data["dotenv"]?.bool == true { checks.append(scope.check("dotenv", ".env", .pass, "read")) }
        if let proxy = data["proxy"]?.string { checks.append(scope.check("proxy", "Proxy", .pass, proxy)) }
        return checks
    }
}
