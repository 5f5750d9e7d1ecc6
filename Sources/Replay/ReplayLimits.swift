/// What a recording cannot tell the replayed service to do again, so that a verdict must not be built on it.
package struct ReplayLimits: Sendable, Equatable {
    /// By the id of a finding that cannot come again, why.
    package var unplayed: [String: String] = [:]
    /// By the id of a finding that stands for another one, which the recording hides, why.
    package var invented: [String: String] = [:]

    package init() {}
}
