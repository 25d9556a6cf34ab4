// SPDX-License-Identifier: Apache-2.0

import Results

/// One thing measured, with what it was measured against.
struct BenchRow {
    let subject: BenchSubject
    let name: String
    /// Bytes that doing it once works on, for rows that are a throughput.
    let bytes: Int?
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

    /// A median as people read it: a throughput in MB/s or GB/s, or a time.
    func text(nanos: Double) -> String {
        guard let bytes else { return "\(Self.digits(nanos)) ns" }
        let megabytes = Double(bytes) / nanos * 1000
        return megabytes >= 10_000
            ? "\(Self.digits(megabytes / 1000)) GB/s" : "\(Self.digits(megabytes)) MB/s"
    }

    /// About three significant digits, without an exponent.
    static func digits(_ value: Double) -> String {
        if value >= 100 { return String(Int(value.rounded())) }
        let scale = value >= 10 ? 10.0 : 100.0
        let scaled = Int((value * scale).rounded())
        let fraction = String(scaled % Int(scale))
        let width = scale == 10 ? 1 : 2
        let zeros = String(repeating: "0", count: width - fraction.count)
        return "\(scaled / Int(scale)).\(zeros)\(fraction)"
    }

    var json: JSONValue {
        [
            "subject": .string(subject.rawValue),
            "name": .string(name),
            "bytes": bytes.map { .integer(Int64($0)) } ?? .null,
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
