// SPDX-License-Identifier: Apache-2.0

/// What a row's nanoseconds stand for.
enum BenchUnit {
    /// One operation.
    case time
    /// Working on so many bytes.
    case throughput(bytes: Int)
    /// Processor time that 10^6 bytes cost.
    case processorTimePerMegabyte
    /// Bytes of memory, where the others count nanoseconds.
    case memory

    var name: String {
        switch self {
        case .time: "nanos"
        case .throughput: "nanos for bytes"
        case .processorTimePerMegabyte: "processor nanos per MB"
        case .memory: "bytes of memory"
        }
    }

    var bytes: Int? {
        if case .throughput(let bytes) = self { bytes } else { nil }
    }

    /// A median as people read it.
    func text(_ nanos: Double) -> String {
        switch self {
        case .time:
            return nanos >= 10_000
                ? "\(Self.digits(nanos / 1000)) µs" : "\(Self.digits(nanos)) ns"
        case .throughput(let bytes):
            let megabytes = Double(bytes) / nanos * 1000
            return megabytes >= 10_000
                ? "\(Self.digits(megabytes / 1000)) GB/s" : "\(Self.digits(megabytes)) MB/s"
        case .processorTimePerMegabyte:
            return "\(Self.digits(nanos / 1000)) µs/MB"
        case .memory:
            return "\(Self.digits(nanos / 1_048_576)) MiB"
        }
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
}
