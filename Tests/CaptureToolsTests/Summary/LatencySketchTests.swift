import JSONText
import RealtimeProtocol
import Testing

@testable import CaptureTools

struct LatencySketchTests {
    private func sketch(_ values: [Double]) -> LatencySketch {
        var sketch = LatencySketch()
        for value in values { sketch.add(value) }
        return sketch
    }

    @Test(arguments: [0.5, 0.9, 0.95, 0.99]) func `a percentile is at most one in a hundred off`(share: Double) {
        var dice = SplitMix64(seed: 5)
        let values = (0..<5_000).map { _ in Double.random(in: 1...20_000, using: &dice) }
        let exact = values.sorted()[Int((Double(values.count - 1) * share).rounded(.up))]
        let found = sketch(values).percentile(share) ?? 0
        #expect(abs(found / exact - 1) <= 0.01)
    }

    @Test func `both ends are exact, and nothing has no percentile`() {
        let two = sketch([812.4, 3.1])
        #expect(two.minimum == 3.1)
        #expect(two.percentile(1) == 812.4)
        #expect(two.percentile(0) == 3.1)
        #expect(LatencySketch().percentile(0.5) == nil)
    }

    @Test func `what is no latency is not counted`() {
        #expect(sketch([.nan, -1, .infinity]).count == 1)
        #expect(sketch([.infinity]).maximum == 86_400_000)
        #expect(sketch([0]).percentile(0.5) == 0)
    }

    @Test func `it reads what it wrote, and nothing that does not add up`() throws {
        let whole = sketch([5, 5, 80, 1_200])
        #expect(LatencySketch(json: try JSON(parsing: whole.json.text)) == whole)
        #expect(LatencySketch(json: LatencySketch().json) == LatencySketch())
        for text in [
            "{}", "{\"count\":-1,\"buckets\":[]}", "{\"count\":2,\"minUs\":1,\"maxUs\":2,\"buckets\":[[1,1]]}",
            "{\"count\":1,\"minUs\":3,\"maxUs\":2,\"buckets\":[[1,1]]}",
            "{\"count\":2,\"minUs\":1,\"maxUs\":2,\"buckets\":[[1,1],[1,1]]}",
            "{\"count\":1,\"minUs\":1,\"maxUs\":2,\"buckets\":[[99999999,1]]}",
            "{\"count\":1152921504606846976,\"minUs\":1,\"maxUs\":2,\"buckets\":[[0,1152921504606846976]]}",
        ] {
            #expect(LatencySketch(json: try JSON(parsing: text)) == nil, "\(text)")
        }
    }
}
