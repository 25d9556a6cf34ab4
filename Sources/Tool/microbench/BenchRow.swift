// SPDX-License-Identifier: Apache-2.0

import Results

/// One thing measured, with what it was measured against.
struct BenchRow {
    let subject: BenchSubject
    let name: String
    let unit: BenchUnit
    /// Nanoseconds for doing it once, a sample a round.
    let samples: [Double]
    let yardstick: String
    let yardstickSamples: [Double]
    let ratio: PairedRatio
    let goal: Goal?

    var nanos: Double { PairedRatio.median(samples) }
    var yardstickNanos: Double { PairedRatio.median(yardstickSamples) }

    /// Nil without a goal.
    var isMet: Bool? { goal.map { $0.isMet(nanos: nanos, ratio: ratio) } }

    var json: JSONValue {
        [
            "subject": .string(subject.rawValue),
            "name": .string(name),
            "unit": .string(unit.name),
            "bytes": unit.bytes.map { .integer(Int64($0)) } ?? .null,
            "nanos": .number(nanos),
            "yardstick": .string(yardstick),
            "yardstickNanos": .number(yardstickNanos),
            "ratio": .number(ratio.median),
            "ratioLow": .number(ratio.low),
            "ratioHigh": .number(ratio.high),
            "goal": goal.map { .string($0.text) } ?? .null,
            "met": isMet.map { .bool($0) } ?? .null,
            "samplesNanos": .array(samples.map { .number($0) }),
            "yardstickSamplesNanos": .array(yardstickSamples.map { .number($0) }),
        ]
    }
}
