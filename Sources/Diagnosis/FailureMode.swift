/// One named way to break: a description and a detector. A detector parses nothing and cannot fail; a fact that it
/// misses belongs into the ``Timeline``, where the next detector finds it.
package protocol FailureMode: Sendable {
    static var about: About { get }
    /// It is given all calls of a capture at once: what it looks for shows only when calls are held against each other. Every
    /// other mode is given one call at a time.
    static var looksAtWholeCapture: Bool { get }
    init()
    /// Nil when the capture does not prove the mode. All places of one capture make one sighting.
    func examine(_ call: Timeline) -> Sighting?
}

extension FailureMode {
    package static var looksAtWholeCapture: Bool { false }
}

/// Where and how a failure mode was seen. With ``About`` it makes a ``Finding``.
package struct Sighting: Sendable, Equatable {
    /// One sentence with the values that were seen.
    package var summary: String
    /// In the order of the capture.
    package var evidence: [Evidence]
    /// Numbers of the turn chains that it touches.
    package var turns: [Int]
    /// The frame at which the call broke, where the evidence begins with what was still good.
    package var brokenAt: Int

    package init(_ summary: String, evidence: [Evidence], turns: [Int] = [], brokenAt: Moment? = nil) {
        self.summary = summary
        self.evidence = evidence
        self.turns = turns
        self.brokenAt = brokenAt?.frame ?? evidence.first?.frame ?? .max
    }
}
