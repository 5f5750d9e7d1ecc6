import Durations
import Testing

struct DurationNumbersTests {
    @Test(arguments: [(0, 0.0), (250, 0.25), (1_500, 1.5), (-250, -0.25), (3_600_000, 3_600)])
    func `a duration is a number of seconds and of milliseconds`(milliseconds: Int, seconds: Double) {
        let duration = Duration.milliseconds(milliseconds)
        #expect(duration.seconds == seconds)
        #expect(duration.milliseconds == Double(milliseconds))
    }

    @Test func `microseconds are not lost behind many seconds`() {
        let duration = Duration.seconds(86_400) + .microseconds(1)
        #expect(duration.seconds == 86_400.000001)
        #expect(duration.milliseconds == 86_400_000.001)
    }
}
