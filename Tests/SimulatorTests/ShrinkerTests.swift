// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

@Suite struct ShrinkerTests {
    @Test func `only the steps that matter remain`() {
        var shrinker = Shrinker(triesMax: 500)
        let steps = shrinker.shrink(Array(0..<60)) { $0.contains(13) && $0.contains(47) }
        #expect(steps == [13, 47])
    }

    @Test func `choices become as small as they can`() {
        var shrinker = Shrinker(triesMax: 2000)
        let tape = shrinker.shrink(tape: [5, 900, 3, 77, 1, 0, 12]) { tape in
            tape.contains { $0 >= 40 }
        }
        #expect(tape == [40])
    }

    @Test func `a budget ends the search`() {
        var shrinker = Shrinker(triesMax: 3)
        var tries = 0
        _ = shrinker.shrink(Array(0..<100)) { _ in
            tries += 1
            return false
        }
        #expect(tries == 3)
    }

    @Test func `a tape repeats from its seed and from its choices`() {
        var made = ChoiceTape(seed: 7)
        let first = (1...20).map { made.next(below: $0) }
        var again = ChoiceTape(seed: 7)
        #expect((1...20).map { again.next(below: $0) } == first)
        var played = ChoiceTape(playing: made.choices)
        #expect((1...20).map { played.next(below: $0) } == first)
        #expect(played.next(below: 1000) == 0)
    }
}
