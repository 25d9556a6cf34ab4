// SPDX-License-Identifier: Apache-2.0

/// The choices of one simulated run, in order: made from a seed, or played back.
///
/// A run that takes every choice from a tape is a function of the tape. 0 is always the simplest
/// choice, and what a played-back tape gives once it is at its end, so that a shorter tape with
/// smaller numbers is a simpler run.
package struct ChoiceTape: Sendable {
    /// What was chosen so far, each below the bound it was asked with.
    package private(set) var choices: [UInt64] = []
    private let given: [UInt64]?
    private var state: UInt64

    /// Choices that follow from `seed` (SplitMix64).
    package init(seed: UInt64) {
        given = nil
        state = seed
    }

    /// The choices of an earlier run, which may have been cut or made smaller since.
    package init(playing choices: [UInt64]) {
        given = choices
        state = 0
    }

    /// A choice among `bound` possibilities, 0 to `bound` - 1.
    package mutating func next(below bound: UInt64) -> UInt64 {
        let choice = bound == 0 ? 0 : raw() % bound
        choices.append(choice)
        return choice
    }

    /// A choice among `bound` possibilities, 0 to `bound` - 1.
    package mutating func next(below bound: Int) -> Int {
        Int(next(below: UInt64(max(0, bound))))
    }

    private mutating func raw() -> UInt64 {
        if let given {
            return choices.count < given.count ? given[choices.count] : 0
        }
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
