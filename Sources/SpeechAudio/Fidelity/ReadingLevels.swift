/// How loud the beginning of a stream is, block of bytes by block, in every reading of its bytes: when it turns out not to
/// be what it was declared to be, this tells what it is. Begins at the first block that is not all the same byte.
package struct ReadingLevels: Sendable {
    /// On the stream's own clock, as declared.
    var startMs = 0.0
    private(set) var encoding: AudioEncoding
    /// Of each reading one ``LevelCode`` for each block.
    private(set) var levels: [[UInt8]]
    private(set) var blockBytes: Int
    private var block: [UInt8] = []

    private static let readings = ByteReading.allCases
    /// 45 s of PCM at 24 kHz, 270 s of G.711.
    private static let capacity = 27_000

    init(_ encoding: AudioEncoding) {
        self.encoding = encoding
        levels = ByteReading.allCases.map { _ in [] }
        blockBytes = ReadingLevels.blockBytes(encoding)
    }

    /// 10 ms of G.711; of PCM as many as are 20 ms of µ-law, for that is what PCM is most often mistaken for.
    private static func blockBytes(_ encoding: AudioEncoding) -> Int { encoding.bytesPerSample == 1 ? 80 : 160 }

    var count: Int { levels[0].count }

    /// What was heard under another name before does not count, unless it is much.
    mutating func change(to encoding: AudioEncoding) {
        guard count < 1_000 else { return }
        self = ReadingLevels(encoding)
    }

    func moved(by ms: Double) -> ReadingLevels {
        var moved = self
        moved.startMs += ms
        return moved
    }

    /// - Parameter isUniform: All of it is one byte: no reading makes a sound of that.
    mutating func receive(_ chunk: [UInt8], isUniform: Bool, at ms: Double) {
        guard count < ReadingLevels.capacity else { return }
        if isUniform, block.isEmpty, chunk.count % blockBytes == 0 {
            if count == 0 { return }
            let silence = repeatElement(LevelCode.code(meanSquare: 0), count: chunk.count / blockBytes)
            for reading in levels.indices { levels[reading].append(contentsOf: silence) }
            return
        }
        if count == 0, block.isEmpty {
            guard let first = chunk.first, chunk.contains(where: { $0 != first }) else { return }
            startMs = ms
        }
        chunk.withUnsafeBytes { chunk in
            var rest = chunk[...]
            while !rest.isEmpty {
                if block.isEmpty, rest.count >= blockBytes {
                    endBlock(UnsafeRawBufferPointer(rebasing: rest.prefix(blockBytes)))
                    rest = rest.dropFirst(blockBytes)
                    continue
                }
                let part = rest.prefix(blockBytes - block.count)
                block.append(contentsOf: part)
                rest = rest.dropFirst(part.count)
                guard block.count == blockBytes else { continue }
                let whole = block
                block = []
                whole.withUnsafeBytes { endBlock($0) }
            }
        }
    }

    private mutating func endBlock(_ bytes: UnsafeRawBufferPointer) {
        guard count < ReadingLevels.capacity else { return }
        for reading in ReadingLevels.readings {
            levels[reading.rawValue].append(LevelCode.code(meanSquare: reading.meanSquare(bytes)))
        }
    }
}
