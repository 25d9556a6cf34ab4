// SPDX-License-Identifier: Apache-2.0

/// A reproducible source of random numbers for property tests (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
    /// What reproduces the whole sequence.
    package let seed: UInt64
    private var state: UInt64

    package init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// A fresh seed, or that of `ASSAY_SEED`; printed, so that a failure can be replayed.
    package init(for test: String = #function) {
        let given = Need.environment("ASSAY_SEED").flatMap { UInt64($0) }
        self.init(seed: given ?? UInt64.random(in: 0...1 << 53))
        print("\(test): ASSAY_SEED=\(seed) replays it")
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// `count` random bytes.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }
}
