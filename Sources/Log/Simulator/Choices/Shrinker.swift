// SPDX-License-Identifier: Apache-2.0

/// Makes a failing run simpler while it still fails: delta debugging.
package struct Shrinker {
    /// How many simpler runs may be tried.
    package var triesMax: Int
    private var tries = 0

    package init(triesMax: Int) { self.triesMax = triesMax }

    /// Leaves out steps, in runs of halving length, as long as what remains `fails`.
    package mutating func shrink<Step>(
        _ steps: [Step], while fails: ([Step]) -> Bool
    ) -> [Step] {
        var best = steps
        var length = max(1, best.count / 2)
        while true {
            var start = 0
            var hasShrunk = false
            while start < best.count && tries < triesMax {
                var candidate = best
                candidate.removeSubrange(start..<min(start + length, best.count))
                tries += 1
                if fails(candidate) {
                    best = candidate
                    hasShrunk = true
                } else {
                    start += length
                }
            }
            if tries >= triesMax || (length == 1 && !hasShrunk) { return best }
            if length > 1 { length /= 2 }
        }
    }

    /// Cuts a tape and lowers its choices, towards 0, as long as it `fails`.
    package mutating func shrink(
        tape: [UInt64], while fails: ([UInt64]) -> Bool
    ) -> [UInt64] {
        var best = shrink(tape, while: fails)
        for index in best.indices {
            while let lower = lowered(best, at: index, while: fails) { best[index] = lower }
        }
        return best
    }

    /// A lower choice at `index` with which the tape still fails; nil when none is found.
    private mutating func lowered(
        _ tape: [UInt64], at index: Int, while fails: ([UInt64]) -> Bool
    ) -> UInt64? {
        let choice = tape[index]
        guard choice > 0 else { return nil }
        for lower in [0, choice / 2, choice - max(1, choice / 4), choice - 1] {
            guard tries < triesMax else { return nil }
            var candidate = tape
            candidate[index] = lower
            tries += 1
            if fails(candidate) { return lower }
        }
        return nil
    }
}
