/// The registry: Swift cannot discover types. A test compares it with the files in `FailureModes/`.
package enum FailureModes {
    package static let all: [any FailureMode] = []

    package static func about(_ id: String) -> About? { all.lazy.map { type(of: $0).about }.first { $0.id == id } }
}
