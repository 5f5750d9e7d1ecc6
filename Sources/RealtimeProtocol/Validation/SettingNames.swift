/// The names that the service's rules allow beside a setting: what a misspelt one may have been.
package enum SettingNames {
    /// - Parameter path: An error's `param`: `session.audio.input.turn_detection.silence_ms`.
    /// - Returns: Names in no order; empty where nothing is known about the place.
    package static func siblings(of path: String, in dialect: Dialect) -> [String] {
        var keys = path.split(separator: ".").map(String.init)
        guard keys.first == "session", keys.count > 1 else { return keys.count == 1 ? ["session"] : [] }
        keys.removeFirst()
        keys.removeLast()
        var rule = dialect == .ga ? SessionRules.ga : SessionRules.beta
        for key in keys {
            guard let inner = fields(of: rule)[key] else { return [] }
            rule = inner
        }
        return Array(fields(of: rule).keys)
    }

    private static func fields(of rule: Rule) -> [String: Rule] {
        switch rule {
        case .object(let shape): shape.fields
        case .union(let union):
            union.arms.reduce(into: [:]) { all, arm in all.merge(fields(of: arm.rule)) { first, _ in first } }
        case .nullable(let rule): fields(of: rule)
        case .either(_, let object): fields(of: object)
        default: [:]
        }
    }
}
