import DidYouMean
package import Scenarios

/// From a plan to its cases: ids, paths and patterns become scenarios, each with a name of its own.
package enum SuiteExpansion {
    /// What a plan can name: scenarios by id, and files beside it.
    package struct Library {
        /// Sorted.
        package var ids: [String]
        /// Names in a folder, sorted; empty when there is no such folder.
        package var list: (_ folder: String) -> [String]
        /// A scenario and its text, by id or path.
        package var read: (_ source: String) throws -> (scenario: Scenario, text: [UInt8])

        package init(
            ids: [String], list: @escaping (_ folder: String) -> [String],
            read: @escaping (_ source: String) throws -> (scenario: Scenario, text: [UInt8])
        ) {
            self.ids = ids
            self.list = list
            self.read = read
        }
    }

    /// - Parameters:
    ///   - file: The plan's path; what it names is found from there. Nil: from here.
    /// - Throws: ``FixtureError``: a scenario that does not exist or cannot be read, two cases of one name.
    package static func cases(of plan: SuitePlan, file: String?, in library: Library) throws -> [PlannedCase] {
        let named = try plan.entries.filter { !$0.isPattern }.map { entry in
            try one(entry, source(entry.scenario, file), file, library)
        }
        var taken: [String: Int] = [:]
        for each in named {
            if let first = taken[each.name] {
                throw complaint(
                    file, each.line ?? 0, "two cases are called `\(each.name)`; the first is in line \(first)",
                    hint: "give one of them another `name`")
            }
            taken[each.name] = each.line ?? 0
        }
        var cases: [PlannedCase] = []
        var rest = named[...]
        for entry in plan.entries {
            guard entry.isPattern else {
                if let next = rest.popFirst() { cases.append(next) }
                continue
            }
            for each in try many(entry, file, library) where taken[each.name] == nil {
                taken[each.name] = each.line ?? 0
                cases.append(each)
            }
        }
        return cases
    }

    private static func one(
        _ entry: SuitePlan.Entry, _ source: String, _ file: String?, _ library: Library
    ) throws -> PlannedCase {
        do {
            let (scenario, text) = try library.read(source)
            return PlannedCase(
                name: entry.name ?? scenario.id, scenario: scenario, source: source,
                line: file == nil ? nil : entry.line, settings: entry.settings, expect: entry.expect, skip: entry.skip,
                text: text)
        } catch let error as FixtureError where error.isWrongName {
            throw complaint(file, entry.line, error.message, hint: error.hint)
        }
    }

    private static func many(
        _ entry: SuitePlan.Entry, _ file: String?, _ library: Library
    ) throws -> [PlannedCase] {
        let sources: [String]
        if entry.scenario == "all" {
            sources = library.ids
        } else {
            let path = source(entry.scenario, file)
            let cut = path.lastIndex(of: "/")
            let folder = cut.map { String(path[..<$0]) } ?? "."
            let pattern = cut.map { path[path.index(after: $0)...] } ?? path[...]
            guard !folder.contains("*") else {
                throw complaint(
                    file, entry.line, "`\(entry.scenario)`: `*` stands only in the last part of a path",
                    hint: "write one case for each folder")
            }
            sources = library.list(folder).filter { matches($0[...], pattern) }.map {
                cut == nil ? $0 : "\(folder)/\($0)"
            }
        }
        let cases = try sources.map { source in try one(entry, source, file, library) }
        let unknown = entry.except.filter { id in !cases.contains { $0.scenario.id == id } }
        if let id = unknown.first {
            throw complaint(
                file, entry.line, "`except` names `\(id)`, which `\(entry.scenario)` does not have",
                hint: suggest(id, among: cases.map(\.scenario.id)).map { "did you mean `\($0)`?" })
        }
        guard !cases.isEmpty else {
            throw complaint(
                file, entry.line, "no file matches `\(entry.scenario)`", hint: "paths are taken from the plan's folder")
        }
        guard entry.name == nil || cases.count == 1 else {
            throw complaint(
                file, entry.line, "`name` is for one case, and `\(entry.scenario)` is \(cases.count)",
                hint: "leave it out")
        }
        return cases.filter { !entry.except.contains($0.scenario.id) }
    }

    /// A path is taken from the plan's folder; anything else is an id.
    private static func source(_ text: String, _ file: String?) -> String {
        let isPath = text.contains("/") || [".yaml", ".yml", ".json"].contains(where: text.hasSuffix)
        guard isPath, !text.hasPrefix("/"), let file, let cut = file.lastIndex(of: "/") else { return text }
        return "\(file[..<cut])/\(text)"
    }

    /// `*` stands for any characters.
    static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return name == pattern }
        guard name.hasPrefix(first) else { return false }
        var rest = name.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    private static func complaint(_ file: String?, _ line: Int, _ message: String, hint: String?) -> FixtureError {
        FixtureError(message: (file.map { "\($0):\(line): " } ?? "") + message, hint: hint)
    }
}
