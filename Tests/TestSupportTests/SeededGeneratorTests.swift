// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

struct SeededGeneratorTests {
    @Test func `a seed fixes the sequence`() {
        var random = SeededGenerator(seed: 1_234_567)
        // The reference sequence of SplitMix64 for this seed.
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }
}
