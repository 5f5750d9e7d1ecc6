/// Which identifiers have been seen, at 16 bytes each instead of a string: a capture of hours has millions of events.
/// Two different ones with the same 64 bits are taken for one; among a million that happens in one capture of 37 million.
struct IdentifierSet: Sendable {
    /// Open addressing, at most half full; 0 is a free slot.
    private var slots: [UInt64] = []
    private var count = 0

    /// False when it was there already.
    mutating func insert(_ identifier: String) -> Bool {
        var identifier = identifier
        return insert(identifier.withUTF8 { IdentifierSet.hash(UnsafeRawBufferPointer($0)) })
    }

    private mutating func insert(_ hash: UInt64) -> Bool {
        if count * 2 >= slots.count { grow() }
        guard let slot = slot(of: hash) else { return false }
        slots[slot] = hash
        count += 1
        return true
    }

    /// Nil when it is in its slot already.
    private func slot(of hash: UInt64) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] == hash { return nil }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: max(16, old.count * 2))
        for hash in old where hash != 0 {
            if let slot = slot(of: hash) { slots[slot] = hash }
        }
    }

    /// Eight bytes at a time, each step mixed by a 64 by 64 bit multiplication. Never 0.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = mixed(UInt64(bytes.count), 0x9E37_79B9_7F4A_7C15)
        var offset = 0
        while offset + 8 <= bytes.count {
            state = mixed(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0xD6E8_FEB8_6659_FD93)
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        state = mixed(state ^ rest, 0xA076_1D64_78BD_642F)
        return max(1, state)
    }

    /// A xor-shift before the product keeps this a bijection of `value`, so that no information of a step is lost.
    private static func mixed(_ value: UInt64, _ factor: UInt64) -> UInt64 {
        let product = (value ^ value >> 32) &* factor
        return product ^ product >> 29
    }
}
