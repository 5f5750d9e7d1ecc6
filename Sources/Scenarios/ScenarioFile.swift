/// A scenario file: bytes in; a scenario, or everything that is wrong with it.

package enum ScenarioFile {
    /// More errors than this are one mistake repeated.
    static let maximumErrors = 50

    /// - Parameter file: Its name, for the errors and, without directory and extension, for the id that the file does not give.
    package static func parse(_ bytes: [UInt8], file: String) -> Result<Scenario, ScenarioErrors> {
        fields(of: bytes, file: file, "scenario", .scenario).map { Scenario($0, fallbackId: stem(of: file)) }
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
