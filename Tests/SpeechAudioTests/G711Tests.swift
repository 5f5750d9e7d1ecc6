import SpeechAudio
import Testing

struct G711Tests {
    @Test func `every code decodes to the sample that sox gives`() {
        #expect(G711.muLawValues == G711Tests.muLaw.map { -$0 } + G711Tests.muLaw)
        #expect(G711.aLawValues == G711Tests.aLaw.map { -$0 } + G711Tests.aLaw)
    }

    @Test func `every code but the second zero of µ-law comes back as itself`() {
        for code in UInt8.min...UInt8.max {
            #expect(G711.aLaw(G711.aLawValues[Int(code)]) == code)
            #expect(G711.muLaw(G711.muLawValues[Int(code)]) == (code == 0x7F ? 0xFF : code))
        }
    }

    @Test func `the code changes at the decision values of the recommendation and nowhere else`() {
        // Table 2a counts in 14 bits: 1, 3...31, then sixteen steps of 4, of 8, and so on. Table 1a counts in 13:
        // thirty-one steps of 2, then sixteen of 4, of 8. Here both are in 16 bits.
        let muLaw = stride(from: 4, to: 124, by: 8) + G711Tests.segments(from: 124, step: 16, count: 7)
        let aLaw = stride(from: 16, to: 512, by: 16) + G711Tests.segments(from: 512, step: 32, count: 6)
        #expect(G711Tests.decisions(encode: G711.muLaw, of: 1...32_767) == muLaw)
        #expect(G711Tests.decisions(encode: { G711.muLaw(-$0) }, of: 1...32_767) == muLaw)
        #expect(G711Tests.decisions(encode: G711.aLaw, of: 1...32_767) == aLaw)
        // Negative steps are closed at the other end: -16 is the last of the first step, 16 the first of the second.
        #expect(G711Tests.decisions(encode: { G711.aLaw(~$0) }, of: 1...32_767) == aLaw)
    }

    @Test func `a stream is encoded sample by sample`() {
        let all = Array(Int16.min...Int16.max)
        #expect(AudioEncoding.pcmu.encode(all) == all.map(G711.muLaw))
        #expect(AudioEncoding.pcma.encode(all) == all.map(G711.aLaw))
    }

    @Test func `silence and the extremes have their codes`() {
        #expect(G711.muLaw(0) == G711.muLawSilence)
        #expect(G711.aLaw(0) == G711.aLawSilence)
        #expect([.max, .min].map(G711.muLaw) == [0x80, 0x00])
        #expect([.max, .min].map(G711.aLaw) == [0xAA, 0x2A])
    }

    /// The samples whose code differs from that of the sample before.
    private static func decisions(encode: (Int16) -> UInt8, of samples: ClosedRange<Int16>) -> [Int] {
        samples.dropFirst().filter { encode($0) != encode($0 - 1) }.map(Int.init)
    }

    /// Sixteen steps of one size, sixteen of twice that size, and so on.
    private static func segments(from start: Int, step: Int, count: Int) -> [Int] {
        var value = start
        var values: [Int] = []
        for segment in 0..<count {
            for _ in 0..<16 {
                values.append(value)
                value += step << segment
            }
        }
        return values
    }

    /// `sox -t ul -r 8000 -c 1` of the bytes 128...255, as signed 16-bit.
    private static let muLaw: [Int16] = [
        32124, 31100, 30076, 29052, 28028, 27004, 25980, 24956, 23932, 22908, 21884, 20860, 19836, 18812, 17788,
        16764, 15996, 15484, 14972, 14460, 13948, 13436, 12924, 12412, 11900, 11388, 10876, 10364, 9852, 9340, 8828,
        8316, 7932, 7676, 7420, 7164, 6908, 6652, 6396, 6140, 5884, 5628, 5372, 5116, 4860, 4604, 4348, 4092, 3900,
        3772, 3644, 3516, 3388, 3260, 3132, 3004, 2876, 2748, 2620, 2492, 2364, 2236, 2108, 1980, 1884, 1820, 1756,
        1692, 1628, 1564, 1500, 1436, 1372, 1308, 1244, 1180, 1116, 1052, 988, 924, 876, 844, 812, 780, 748, 716, 684,
        652, 620, 588, 556, 524, 492, 460, 428, 396, 372, 356, 340, 324, 308, 292, 276, 260, 244, 228, 212, 196, 180,
        164, 148, 132, 120, 112, 104, 96, 88, 80, 72, 64, 56, 48, 40, 32, 24, 16, 8, 0,
    ]

    /// `sox -t al -r 8000 -c 1` of the bytes 128...255, as signed 16-bit.
    private static let aLaw: [Int16] = [
        5504, 5248, 6016, 5760, 4480, 4224, 4992, 4736, 7552, 7296, 8064, 7808, 6528, 6272, 7040, 6784, 2752, 2624,
        3008, 2880, 2240, 2112, 2496, 2368, 3776, 3648, 4032, 3904, 3264, 3136, 3520, 3392, 22016, 20992, 24064,
        23040, 17920, 16896, 19968, 18944, 30208, 29184, 32256, 31232, 26112, 25088, 28160, 27136, 11008, 10496,
        12032, 11520, 8960, 8448, 9984, 9472, 15104, 14592, 16128, 15616, 13056, 12544, 14080, 13568, 344, 328, 376,
        360, 280, 264, 312, 296, 472, 456, 504, 488, 408, 392, 440, 424, 88, 72, 120, 104, 24, 8, 56, 40, 216, 200,
        248, 232, 152, 136, 184, 168, 1376, 1312, 1504, 1440, 1120, 1056, 1248, 1184, 1888, 1824, 2016, 1952, 1632,
        1568, 1760, 1696, 688, 656, 752, 720, 560, 528, 624, 592, 944, 912, 1008, 976, 816, 784, 880, 848,
    ]
}
