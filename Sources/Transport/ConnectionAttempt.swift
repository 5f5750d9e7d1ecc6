// A client's connection on its way, which can be given up.

/// Lives until its completion was called, whether anyone holds it or not.
package final class ConnectionAttempt {
    private var abandon: (() -> Void)?
    private var fail: (() -> Void)?

    init() {}

    /// Gives up; the completion is called with `cancelled`, unless it was called already.
    package func cancel() {
        let (abandon, fail) = (abandon, fail)
        settle()
        abandon?()
        fail?()
    }

    /// What is under way now, and how to say that it was given up.
    func begin(_ abandon: @escaping () -> Void, fail: @escaping () -> Void) {
        self.abandon = abandon
        self.fail = fail
    }

    func settle() {
        abandon = nil
        fail = nil
    }
}
