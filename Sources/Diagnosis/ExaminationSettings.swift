/// Thresholds of a verdict. What the capture's header carries under the same names comes first, so that a saved capture
/// is judged as the live run was.
package struct ExaminationSettings: Sendable, Equatable {
    /// Largest time from the end of the caller's speech to the first audio of the reply, seconds. Header: `latency`.
    package var latency = 2.0
    /// Somebody named the limit now: the header's does not replace it.
    package var isLatencyGiven = false
    /// How long the service may take to create a response, finish one that says nothing more, or notice speech, seconds.
    /// Header: `patience`.
    package var patience = 5.0

    package init() {}
}
