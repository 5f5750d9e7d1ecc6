import Testing
import Transport

/// Work on threads of its own.
struct WorkersTests {
    @Test func `two run together, and what one makes the other takes`() throws {
        let handover = try Handover<[Int]>(capacity: .max, gathering: 0)
        let (made, taken) = Workers.together(
            { () -> Int in
                for number in 1...1_000 { _ = handover.offer([number], cost: 8) }
                handover.end()
                return 1_000
            },
            { () -> Int in
                var sum = 0
                while let items = handover.take() { sum += items.joined().reduce(0, +) }
                return sum
            })
        #expect(made == 1_000)
        #expect(taken == 500_500)
    }
}
