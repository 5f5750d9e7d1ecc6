/// Files that were packed with gzip or zlib, as logs are when they are rotated and mitmproxy's `.zhar`: unpacked piece by piece, so
/// that memory stays flat, and given up where they would unpack beyond all measure.
import CZlib
import JSONText

struct Packing {
    private enum State {
        case undecided([UInt8])
        case plain
        case packed(Inflation)
    }

    private var state = State.undecided([])

    /// What is wrong with a packed file; nil for a plain or sound one.
    var damage: PackingDamage? {
        if case .packed(let inflation) = state { inflation.damage } else { nil }
    }

    mutating func unpack(_ chunk: UnsafeRawBufferPointer, _ each: (UnsafeRawBufferPointer) -> Void) {
        switch state {
        case .plain: each(chunk)
        case .packed(let inflation): inflation.inflate(chunk, each)
        case .undecided(var held):
            if held.isEmpty, let first = chunk.first, first != 0x1F, first != 0x78 {
                state = .plain
                return each(chunk)
            }
            held.append(contentsOf: chunk)
            guard held.count >= 2 else {
                state = .undecided(held)
                return
            }
            state = Packing.isPacked(held) ? .packed(Inflation()) : .plain
            held.withUnsafeBytes { unpack($0, each) }
        }
    }

    /// Hands out what was held although it was all there is.
    mutating func finish(_ each: (UnsafeRawBufferPointer) -> Void) {
        switch state {
        case .plain: break
        case .packed(let inflation): inflation.finish()
        case .undecided(let held):
            state = .plain
            held.withUnsafeBytes { each($0) }
        }
    }

    /// RFC 1952, 2.3.1 (gzip), and RFC 1950, 2.2 (zlib with the window and the levels that programs choose).
    private static func isPacked(_ start: [UInt8]) -> Bool {
        start[0] == 0x1F && start[1] == 0x8B || start[0] == 0x78 && [0x9C, 0xDA].contains(start[1])
    }
}

/// What is wrong with a packed file.
package enum PackingDamage: Sendable, Equatable {
    /// It ends before what was packed does.
    case torn
    /// In zlib's words.
    case broken(String)
    case expandsTooMuch
}

/// One packed file, which may be several gzip members one after another.
final class Inflation {
    private(set) var damage: PackingDamage?
    // zlib keeps a pointer to the structure, so it must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isReady: Bool
    private var isBetweenMembers = false
    private var taken = 0
    private var given = 0
    private var output = [UInt8](repeating: 0, count: Inflation.piece + TopLevelFields.padding)

    private static let piece = 256 << 10
    /// Below it nothing is a bomb; above it only what grew more than ``mostGrowth`` times. Logs full of silence grow 50 times.
    private static let harmless = 256 << 20
    private static let mostGrowth = 250

    init() {
        stream.initialize(to: z_stream())
        // 15 bits of window, and 32 to tell gzip from zlib by its header.
        isReady = inflateInit2_(stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        if !isReady { damage = .broken("no memory to unpack") }
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
    }

    func inflate(_ chunk: UnsafeRawBufferPointer, _ each: (UnsafeRawBufferPointer) -> Void) {
        var chunk = chunk
        while damage == nil, !chunk.isEmpty {
            if isBetweenMembers {
                // Padding of tapes, or anything else that is no member.
                guard chunk.first == 0x1F else { return }
                inflateReset(stream)
                isBetweenMembers = false
            }
            let count = chunk.count
            inflateMember(chunk, each)
            let rest = Int(stream.pointee.avail_in)
            taken += count - rest
            chunk = UnsafeRawBufferPointer(rebasing: chunk.suffix(rest))
            guard isBetweenMembers else { return }
        }
    }

    func finish() {
        if damage == nil, !isBetweenMembers { damage = .torn }
    }

    /// As much of the chunk as belongs to this member; zlib keeps count of what it left.
    private func inflateMember(_ chunk: UnsafeRawBufferPointer, _ each: (UnsafeRawBufferPointer) -> Void) {
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: chunk.baseAddress)?
            .assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_in = UInt32(clamping: chunk.count)
        while true {
            let result = output.withUnsafeMutableBytes { buffer in
                stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: Bytef.self)
                stream.pointee.avail_out = UInt32(Inflation.piece)
                return CZlib.inflate(stream, Z_NO_FLUSH)
            }
            let count = Inflation.piece - Int(stream.pointee.avail_out)
            given += count
            if count > 0 { output.withUnsafeBytes { each(UnsafeRawBufferPointer(rebasing: $0[..<count])) } }
            switch result {
            case Z_STREAM_END:
                isBetweenMembers = true
                return
            case Z_OK, Z_BUF_ERROR: break
            default:
                damage = .broken(stream.pointee.msg.map { String(cString: $0) } ?? "error \(result)")
                return
            }
            let sofar = taken + chunk.count - Int(stream.pointee.avail_in)
            if given > Inflation.harmless, given / Inflation.mostGrowth > sofar {
                damage = .expandsTooMuch
                return
            }
            // Full output may hide more behind it, even when all input is taken.
            if stream.pointee.avail_out > 0 { return }
        }
    }
}
