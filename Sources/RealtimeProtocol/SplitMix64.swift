/// A small seeded generator, so that a failing run is repeated by its seed. Steele, Lea, Flood: "Fast splittable pseudorandom
/// number generators", 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable, Equatable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// As `UInt64.random(in: 0..<bound)` draws it; that one is generic, and fifty events a second each draw an id from it.
    ///
    /// - Parameter bound: At least 1.
    package mutating func next(below bound: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let least = (0 &- bound) % bound
            while product.low < least { product = next().multipliedFullWidth(by: bound) }
        }
        return product.high
    }

    /// A generator of its own for one purpose, so that a draw more here does not shift every draw there.
    package mutating func split() -> SplitMix64 { SplitMix64(seed: next()) }
}
