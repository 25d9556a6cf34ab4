// SPDX-License-Identifier: Apache-2.0

/// Lets contestants take turns.
///
/// Every round runs each of them once, in an order that turns around, so that a machine that
/// slows down or warms up does so for all.
struct Rounds {
    let count: Int
    /// How long one turn should last.
    let turnNanos: Double

    /// Nanoseconds for doing the work once: a row for each contestant, a column for each round.
    func measure(_ contestants: [Contestant]) -> [[Double]] {
        let times = contestants.map { calibrate($0) }
        var samples = [[Double]](repeating: [], count: contestants.count)
        for round in 0..<count {
            let order = Array(contestants.indices)
            for index in round.isMultiple(of: 2) ? order : order.reversed() {
                samples[index].append(time(contestants[index], times[index]))
            }
        }
        return samples
    }

    /// How often the work is to be done in one turn; warms up on the way.
    private func calibrate(_ contestant: Contestant) -> Int {
        var times = 1
        while true {
            let nanos = time(contestant, times) * Double(times)
            if nanos >= turnNanos || times >= 1 << 30 { return times }
            let wanted = nanos > 0 ? turnNanos / nanos * 1.1 : 16
            times = Int(Double(times) * min(max(wanted, 1.1), 16)) + 1
        }
    }

    private func time(_ contestant: Contestant, _ times: Int) -> Double {
        let start = Stopwatch.nanos()
        let sum = contestant.run(times)
        let end = Stopwatch.nanos()
        Self.keep(sum)
        return (end - start) / Double(times)
    }

    /// Uses a value where the optimiser cannot see that nobody does.
    @inline(never)
    private static func keep(_ value: UInt64) {
        withExtendedLifetime(value) {}
    }
}
