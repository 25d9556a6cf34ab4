// SPDX-License-Identifier: Apache-2.0

/// The ratio of two speeds that were measured in the same rounds.
struct PairedRatio {
    let median: Double
    /// Bounds that cover the true median with at least 95 % confidence.
    let low: Double
    let high: Double

    /// Speed of `ours` over speed of `theirs`, from times round by round.
    init(ours: [Double], theirs: [Double]) {
        let ratios = zip(ours, theirs).map { $1 / $0 }.sorted()
        let rank = Self.rank(of: ratios.count)
        median = Self.median(ratios)
        low = ratios[rank]
        high = ratios[ratios.count - 1 - rank]
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }

    /// How many values may be dropped at each end: order statistics cover the median with the
    /// binomial distribution's confidence, whatever the values' own distribution is.
    private static func rank(of count: Int) -> Int {
        var term = 1.0
        for _ in 0..<count { term /= 2 }
        var tail = 0.0
        var rank = 0
        while true {
            tail += term
            if tail > 0.025 { return max(rank - 1, 0) }
            term *= Double(count - rank) / Double(rank + 1)
            rank += 1
        }
    }
}
