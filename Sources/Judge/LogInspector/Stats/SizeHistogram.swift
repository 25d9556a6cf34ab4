// SPDX-License-Identifier: Apache-2.0

/// How often sizes fall into each power of two: bucket 0 holds 0, bucket n holds 2^(n-1) up to
/// 2^n - 1.
package struct SizeHistogram: Hashable, Sendable {
    package struct Bucket: Hashable, Sendable {
        package var from: Int64
        /// Included.
        package var to: Int64
        package var count: Int64
    }

    private var counts = [Int64](repeating: 0, count: 65)
    package private(set) var count: Int64 = 0
    package private(set) var sum: Int64 = 0
    package private(set) var min: Int64 = 0
    package private(set) var max: Int64 = 0

    package init() {}

    /// Counts a size of at least 0.
    package mutating func add(_ size: Int64) {
        let size = Swift.max(size, 0)
        counts[64 - size.leadingZeroBitCount] += 1
        min = count == 0 ? size : Swift.min(min, size)
        max = Swift.max(max, size)
        count += 1
        sum &+= size
    }

    package mutating func add(_ other: SizeHistogram) {
        guard other.count > 0 else { return }
        for index in counts.indices { counts[index] += other.counts[index] }
        min = count == 0 ? other.min : Swift.min(min, other.min)
        max = Swift.max(max, other.max)
        count += other.count
        sum &+= other.sum
    }

    /// nil while nothing was counted.
    package var mean: Double? { count == 0 ? nil : Double(sum) / Double(count) }

    /// Buckets from the first to the last that is not empty.
    package var buckets: [Bucket] {
        guard let first = counts.firstIndex(where: { $0 > 0 }),
            let last = counts.lastIndex(where: { $0 > 0 })
        else { return [] }
        return (first...last).map { index in
            guard index > 0 else { return Bucket(from: 0, to: 0, count: counts[0]) }
            let from = Int64(1) << Int64(index - 1)
            let to = index == 64 ? Int64.max : from &* 2 &- 1
            return Bucket(from: from, to: to, count: counts[index])
        }
    }

    /// An upper bound of the value below which `share` of all sizes lie, nil while empty.
    package func quantile(_ share: Double) -> Int64? {
        guard count > 0 else { return nil }
        var left = Int64((Double(count) * share).rounded(.up))
        for bucket in buckets {
            left -= bucket.count
            if left <= 0 { return Swift.min(bucket.to, max) }
        }
        return max
    }
}
