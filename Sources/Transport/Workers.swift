// Work that needs no loop, on as many threads as it was given: calls in virtual time, files to be written.

import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

package enum Workers {
    /// Runs `body` on `jobs` threads and returns when all are done; who takes which work is for the bodies to settle.
    ///
    /// - Parameter body: With one job called on this thread.
    package static func run(_ jobs: Int, _ body: @escaping @Sendable () -> Void) {
        let work = Work(body)
        // This thread works too: with one job, and where no other can be made, it is the only one.
        let threads = (1..<max(1, jobs)).compactMap { _ in start(work) }
        body()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Runs both, the second on a thread of its own, and returns when both are done. Where the system makes no more threads the
    /// second begins when the first has ended.
    package static func together<First, Second: Sendable>(
        _ first: () -> First, _ second: @escaping @Sendable () -> Second
    ) -> (First, Second) {
        let found = Found<Second>()
        let thread = start(
            Work {
                let value = second()
                found.value.withLock { $0 = value }
            })
        let one = first()
        if let thread { pthread_join(thread, nil) }
        return (one, found.value.withLock { $0 } ?? second())
    }

    private final class Found<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    /// Runs `body` on a thread of its own, which nobody waits for.
    ///
    /// - Returns: False when the system makes no more threads.
    package static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard let thread = start(Work(body)) else { return false }
        pthread_detach(thread)
        return true
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ work: Work) -> pthread_t? {
        let argument = Unmanaged.passRetained(work).toOpaque()
        #if canImport(Glibc)
            var thread = pthread_t()
            let failure = pthread_create(
                &thread, nil,
                { argument in
                    if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                    return nil
                }, argument)
            guard failure != 0 else { return thread }
        #else
            var thread: pthread_t?
            let failure = pthread_create(
                &thread, nil,
                { argument in
                    Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                    return nil
                }, argument)
            if failure == 0, let thread { return thread }
        #endif
        Unmanaged<Work>.fromOpaque(argument).release()
        return nil
    }

    /// Processors that this process may use.
    package static var processors: Int { max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))) }
}
