/// A scenario file: bytes in; a scenario, or everything that is wrong with it.

package enum ScenarioFile {
    /// More errors than this are one mistake repeated.
    static let maximumErrors = 50
    /// Files that include files that include files.
    static let maximumDepth = 8

    /// Looks for what a file includes.
    ///
    /// - Parameters:
    ///   - name: As the file writes it: an id of the library, or a path beside the file.
    ///   - file: Who asks.
    /// - Returns: The bytes and the name of the file that holds them; or why there are none, as one line and a hint.
    package typealias Inclusion = (_ name: String, _ file: String) -> Result<(bytes: [UInt8], file: String), Missing>

    package struct Missing: Error, Sendable, Equatable {
        package var message: String
        package var hint: String?

        package init(message: String, hint: String? = nil) {
            self.message = message
            self.hint = hint
        }
    }

    /// - Parameters:
    ///   - file: Its name, for the errors and, without directory and extension, for the id that the file does not give.
    ///   - include: Nil: files that include others are refused.
    package static func parse(
        _ bytes: [UInt8], file: String, include: Inclusion? = nil
    ) -> Result<Scenario, ScenarioErrors> {
        do throws(ScenarioErrors) {
            return .success(try scenario(bytes, file: file, include, within: [file]))
        } catch {
            return .failure(error)
        }
    }

    private static func scenario(
        _ bytes: [UInt8], file: String, _ include: Inclusion?, within chain: [String]
    ) throws(ScenarioErrors) -> Scenario {
        let fields = try fields(of: bytes, file: file, "scenario", .scenario).get()
        var bases: [Scenario] = []
        for (index, name) in fields.list("include").enumerated() {
            func refuse(_ message: String, _ hint: String?) -> ScenarioErrors {
                let place = includePlace(bytes, index)
                return ScenarioErrors([
                    ScenarioError(file: file, line: place.line, column: place.column, message: message, hint: hint)
                ])
            }
            guard let include else {
                throw refuse("`\(shown(name))` cannot be included here", "put its rules into this file")
            }
            switch include(name, file) {
            case .failure(let missing): throw refuse(missing.message, missing.hint)
            case .success(let found):
                guard !chain.contains(found.file) else {
                    let circle = (chain.drop { $0 != found.file } + [found.file]).joined(separator: " includes ")
                    throw refuse("the files include each other: \(circle)", "take one `include` out")
                }
                guard chain.count < maximumDepth else {
                    throw refuse(
                        "`\(shown(name))` is included by a file that is included by a file, \(maximumDepth) deep",
                        "include fewer files, from one file")
                }
                bases.append(try scenario(found.bytes, file: found.file, include, within: chain + [found.file]))
            }
        }
        return Scenario(fields, fallbackId: stem(of: file), bases: bases)
    }

    /// Where the nth inclusion is written.
    private static func includePlace(_ bytes: [UInt8], _ index: Int) -> YAMLNode.Place {
        guard case .mapping(let entries)? = YAMLReader.read(bytes).root?.content,
            let entry = entries.first(where: { $0.key == "include" })
        else { return YAMLNode.Place(line: 1, column: 1) }
        guard case .sequence(let items) = entry.value.content, items.indices.contains(index) else {
            return entry.keyPlace
        }
        return items[index].place
    }

    /// A document of which the whole is one record.
    static func fields(
        of bytes: [UInt8], file: String, _ name: String, _ record: Record
    ) -> Result<Fields, ScenarioErrors> {
        let (root, unreadable) = YAMLReader.read(bytes)
        var reader = FormReader()
        let fields = root.flatMap { reader.fields($0, name, record) }
        let complaints = (unreadable + reader.complaints).sorted { $0.place < $1.place }
        guard let fields, complaints.isEmpty else {
            let errors = complaints.prefix(maximumErrors).map {
                ScenarioError(
                    file: file, line: $0.place.line, column: $0.place.column, message: $0.message, hint: $0.hint)
            }
            return .failure(ScenarioErrors(errors))
        }
        return .success(fields)
    }

    static func stem(of file: String) -> String {
        let name = file.split(separator: "/").last ?? ""
        return String(name.lastIndex(of: ".").map { name[..<$0] } ?? name)
    }
}

/// All that is wrong with one file, by line; never empty.
package struct ScenarioErrors: Error, Sendable, Equatable, CustomStringConvertible {
    package let errors: [ScenarioError]
    init(_ errors: [ScenarioError]) { self.errors = errors }

    package var description: String {
        errors.map { error in error.hint.map { "\(error)\n  hint: \($0)" } ?? "\(error)" }.joined(separator: "\n")
    }
}
