// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc
import Reports
import Results

/// A run: measures what the subjects bring, prints each row when it is there, keeps them all.
final class Bench {
    let isQuick: Bool
    private let rounds: Rounds
    private let table: Int32
    private var rows: [BenchRow] = []
    private var notes: [String] = []

    init(isQuick: Bool, table: Int32) {
        self.isQuick = isQuick
        self.table = table
        // Many short turns narrow the interval more than a few long ones.
        rounds = Rounds(count: isQuick ? 25 : 101, turnNanos: isQuick ? 5e5 : 2e6)
    }

    /// Measures `ours` beside `yardsticks`; the row names the fastest of them.
    ///
    /// - Parameters:
    ///   - bytes: what doing the work once works on, for a throughput.
    ///   - operations: how many operations doing the work once stands for, for a time of one.
    func compare(
        _ subject: BenchSubject, _ name: String, ours: @escaping (Int) -> UInt64,
        with yardsticks: [Contestant], bytes: Int? = nil, operations: Int = 1, goal: Goal? = nil
    ) {
        let samples = rounds.measure([Contestant(name, ours)] + yardsticks).map { row in
            row.map { $0 / Double(operations) }
        }
        guard
            let best = samples.indices.dropFirst().min(by: {
                PairedRatio.median(samples[$0]) < PairedRatio.median(samples[$1])
            })
        else { return }
        add(
            BenchRow(
                subject: subject, name: name, unit: bytes.map { .throughput(bytes: $0) } ?? .time,
                samples: samples[0],
                yardstick: yardsticks[best - 1].name, yardstickSamples: samples[best],
                goal: goal))
    }

    /// Takes in what the processes of two brokers, or of one and something barer, spent on a megabyte.
    func addRound(
        _ name: String, _ ours: [Double], beside yardstick: String, _ theirs: [Double],
        goal: Goal? = nil
    ) {
        add(
            BenchRow(
                subject: .round, name: name, unit: .processorTimePerMegabyte, samples: ours,
                yardstick: yardstick, yardstickSamples: theirs, goal: goal))
    }

    /// Takes in a row and prints it.
    func add(_ row: BenchRow) {
        if rows.isEmpty { printLine(Self.header) }
        rows.append(row)
        let ratio = [row.ratio.median, row.ratio.low, row.ratio.high].map(BenchUnit.digits)
        var goal = ""
        if let wanted = row.goal {
            goal = "\(wanted.text) \(row.isMet == true ? "met" : "MISSED")"
        }
        printLine([
            row.subject.rawValue, row.name, row.unit.text(row.median),
            row.unit.text(row.yardstickMedian), row.yardstick, ratio[0],
            "[\(ratio[1]), \(ratio[2])]", goal,
        ])
    }

    /// Says something that a number does not.
    func note(_ text: String) {
        notes.append(text)
        _ = Program.write("  \(text)\n", to: table)
    }

    /// Prints what was missed; whether nothing was.
    func conclude() -> Bool {
        let missed = rows.filter { $0.isMet == false }
        let set = rows.filter { $0.isMet != nil }
        let text = "\(rows.count) rows, \(set.count - missed.count) of \(set.count) goals met\n"
        _ = Program.write(text, to: table)
        return missed.isEmpty
    }

    func report(_ manifest: RunManifest) -> JSONValue {
        manifest.document(
            "assay.microbench/2",
            [
                JSONValue.Member("quick", .bool(isQuick)),
                JSONValue.Member("notes", .array(notes.map { .string($0) })),
                JSONValue.Member("rows", .array(rows.map(\.json))),
            ])
    }

    private static let header = [
        "subject", "what", "here", "yardstick", "", "ratio", "95 %", "goal",
    ]
    private static let widths = [8, 41, 10, 10, 18, 5, 12, 0]

    private func printLine(_ cells: [String]) {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let blanks = String(
                repeating: " ", count: max(0, Self.widths[index] - cell.count))
            let isNumber = [2, 3, 5].contains(index)
            line += (isNumber ? blanks + cell : cell + blanks) + "  "
        }
        while line.last == " " { line.removeLast() }
        _ = Program.write(line + "\n", to: table)
    }
}
