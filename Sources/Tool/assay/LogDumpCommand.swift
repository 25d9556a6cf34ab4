// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import Glibc
import LogInspector
import Results

/// `assay log dump`: what stands in the files of a log.
enum LogDumpCommand {
    private static let json = Option(
        "json", "FILE", .path,
        help: "write one JSON object a line to FILE; - is standard output")
    private static let records = Flag(
        "records", help: "unpack every batch and show its records")
    private static let values = Option(
        "values", "FORM", .choice(DumpText.Values.allCases.map(\.rawValue)),
        help: "keys and values as text (default), hex or none")
    private static let decoder = Option(
        "decoder", "NAME", .choice(["auto"] + RecordDecoder.allCases.map(\.rawValue)),
        help: "read records of Kafka's own topics as offsets, transactions, share or metadata; "
            + "auto (default) goes by the topic's name")
    private static let only = Option(
        "only", "KIND,…", .list(of: .choice(FileName.Kind.allCases.map(\.rawValue))),
        help: "show only files of these kinds")
    private static let offsets = Option(
        "offsets", "A..B", .offsetRange, help: "show only these offsets, both included")
    private static let fromTime = Option(
        "from-time", "T", .moment, help: "show only records at T or later; implies --records")
    private static let toTime = Option(
        "to-time", "T", .moment, help: "show only records at T or earlier; implies --records")
    private static let producer = Option(
        "producer", "ID", .identifier, help: "show only batches of this producer id")
    private static let control = Flag("control", help: "show only control batches")
    private static let transactional = Flag(
        "transactional", help: "show only batches of transactions, their markers included")
    private static let key = Option(
        "key", "TEXT", .text, help: "show only records with this key; implies --records")
    private static let limit = Option(
        "limit", "N", .integer(1...Int.max), help: "stop after N batches and records")

    static let command = Command(
        "dump", summary: "Show what stands in log files",
        discussion: """
            Shows batches, index entries, aborted transactions, producer snapshots, leader epochs, \
            checkpoints and properties, in the lines that kafka-dump-log writes where it has any. \
            A filter on records hides batches that hold none of them.
            """,
        options: [
            OptionGroup("What to show", [records, values, decoder, only, limit]),
            OptionGroup(
                "Filters, all of which must hold",
                [offsets, fromTime, toTime, producer, control, transactional, key]),
            OptionGroup("Output", [json, LogOptions.unpackLimit]),
        ],
        operands: [LogOptions.paths],
        examples: [
            Example(
                "assay log dump --records /var/lib/kafka/orders-0",
                "shows every batch and record of a partition, and its indexes"),
            Example(
                "assay log dump --only log --offsets 500..520 --records --json - orders-0",
                "shows a few records as JSON, a line each"),
            Example(
                "assay log dump --key customer-7 --from-time 2026-01-31T12:00:00Z orders-0",
                "finds what was written under one key since then"),
            Example(
                "assay log dump --only log --records __consumer_offsets-12",
                "reads commits of consumer groups"),
            Example(
                "assay log dump --only snapshot,txnindex,leader-epoch-checkpoint orders-0",
                "shows producers, aborted transactions and leader epochs"),
        ],
        run: run)

    private static func run(_ invocation: Invocation) async throws -> Int32 {
        let output = try LineOutput(invocation[json])
        let values = invocation[values].flatMap { DumpText.Values(rawValue: $0) } ?? .text
        var text = DumpText(values: values)
        var objects = DumpJSON(values: values)
        let isJSON = invocation[json] != nil
        var left = invocation[limit] ?? .max
        if isJSON { try output.line(#"{"schema":"assay.dump/1"}"#) }
        let dumper = Dumper(options(invocation))
        for path in try InspectionTarget.expanded(invocation[LogOptions.paths]) {
            let goesOn = try dumper.show(path) { item in
                if item.counts {
                    if left == 0 { return false }
                    left -= 1
                }
                return try output.line(isJSON ? objects.value(item).compact : text.line(item))
            }
            if !goesOn { break }
        }
        try output.finish()
        return ExitCode.good.rawValue
    }

    private static func options(_ invocation: Invocation) -> DumpOptions {
        var options = DumpOptions()
        options.records = invocation[records] || invocation[key] != nil
        options.decoder = invocation[decoder].flatMap { RecordDecoder(rawValue: $0) }
        options.unpackBytesMax = LogOptions.unpackBytesMax(invocation)
        options.kinds = Set((invocation[only] ?? []).compactMap { FileName.Kind(rawValue: $0) })
        options.filter.offsets = invocation[offsets]
        if invocation[fromTime] != nil || invocation[toTime] != nil {
            let low = invocation[fromTime] ?? .min
            options.filter.timestamps = low...max(low, invocation[toTime] ?? .max)
        }
        options.filter.producerId = invocation[producer]
        options.filter.controlOnly = invocation[control]
        options.filter.transactionalOnly = invocation[transactional]
        options.filter.key = invocation[key].map { ByteSlice(utf8: $0) }
        return options
    }
}

extension DumpItem {
    /// Whether `--limit` counts it.
    fileprivate var counts: Bool {
        switch self {
        case .batch, .record: true
        default: false
        }
    }
}
