/// Why nothing could be examined. Misbehaviour that a capture shows is a finding, never an error.
package struct ExaminationError: Error, Sendable, Equatable {
    /// One line with the values that were seen.
    package var message: String
    /// The next thing to try.
    package var hint: String

    package init(message: String, hint: String) {
        self.message = message
        self.hint = hint
    }
}
