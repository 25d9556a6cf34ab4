// SPDX-License-Identifier: Apache-2.0

import Results

/// One thing measured, with what it was measured against.
struct BenchRow {
    let subject: BenchSubject
    let name: String
    let unit: BenchUnit
    /// Nanoseconds for doing it once, or what else the unit counts, a sample a round.
    let samples: [Double]
    let yardstick: String
    let yardstickSamples: [Double]
    /// From the samples of both, round by round.
    let ratio: PairedRatio
    let goal: Goal?

    init(
        subject: BenchSubject, name: String, unit: BenchUnit, samples: [Double],
        yardstick: String, yardstickSamples: [Double], goal: Goal?
    ) {
        self.subject = subject
        self.name = name
        self.unit = unit
        self.samples = samples
        self.yardstick = yardstick
        self.yardstickSamples = yardstickSamples
        ratio = PairedRatio(ours: samples, theirs: yardstickSamples)
        self.goal = goal
    }

    var median: Double { PairedRatio.median(samples) }
    var yardstickMedian: Double { PairedRatio.median(yardstickSamples) }

    /// Nil without a goal.
    var isMet: Bool? { goal.map { $0.isMet(nanos: median, ratio: ratio) } }

    var json: JSONValue {
        [
            "subject": .string(subject.rawValue),
            "name": .string(name),
            "unit": .string(unit.name),
            "bytes": unit.bytes.map { .integer(Int64($0)) } ?? .null,
            "median": .number(median),
            "yardstick": .string(yardstick),
            "yardstickMedian": .number(yardstickMedian),
            "ratio": .number(ratio.median),
            "ratioLow": .number(ratio.low),
            "ratioHigh": .number(ratio.high),
            "goal": goal.map { .string($0.text) } ?? .null,
            "met": isMet.map { .bool($0) } ?? .null,
            "samples": .array(samples.map { .number($0) }),
            "yardstickSamples": .array(yardstickSamples.map { .number($0) }),
        ]
    }
}
