// SPDX-License-Identifier: Apache-2.0

package import Results
package import Workload

/// What `assay bench log` found: settings, and a row for every operation.
package struct LogBenchReport: Sendable {
    package let manifest: RunManifest
    package let settings: LogBenchSettings
    package let rows: [LogBenchRow]

    package init(manifest: RunManifest, settings: LogBenchSettings, rows: [LogBenchRow]) {
        self.manifest = manifest
        self.settings = settings
        self.rows = rows
    }

    /// For people; `n/a` where a number means nothing.
    package func text(_ style: TextStyle) -> String {
        var table = TextTable(header: [
            "operation", "of", "count", "each", "MB/s", "calls/MB", "copied/byte", "written/byte",
            "fsyncs/GB", "objects", "retains",
        ])
        table.leftColumns = [0, 1]
        for row in rows {
            let cells = [
                row.operation.rawValue, row.operation.unit, String(row.count),
                Self.time(row.nanosPerOperation), Self.digits(row.megabytesPerSecond),
                Self.digits(row.callsPerMegabyte), Self.digits(row.copiedPerByte),
                Self.digits(row.writeAmplification), Self.digits(row.syncsPerGigabyte),
                Self.digits(row.allocationsPerOperation), Self.digits(row.retainsPerOperation),
            ]
            table.rows.append(cells.map { TextTable.Cell($0) })
        }
        return """
            \(settings.batchCount) batches of \(settings.batchBytes) bytes, records of \
            \(settings.recordBytes), \(settings.codecName), \(settings.durabilityName)

            \(table.text(style))
            """
    }

    package var json: JSONValue {
        manifest.document(
            "assay.bench-log/1",
            [
                JSONValue.Member(
                    "settings",
                    [
                        "batchBytes": .integer(Int64(settings.batchBytes)),
                        "recordBytes": .integer(Int64(settings.recordBytes)),
                        "codec": .string(settings.codecName),
                        "durability": .string(settings.durabilityName),
                        "batchCount": .integer(Int64(settings.batchCount)),
                        "segmentBytes": .integer(Int64(settings.segmentBytes)),
                    ]),
                JSONValue.Member("rows", .array(rows.map(Self.json))),
            ])
    }

    private static func json(_ row: LogBenchRow) -> JSONValue {
        func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
        return [
            "operation": .string(row.operation.rawValue),
            "count": .integer(Int64(row.count)),
            "batches": .integer(Int64(row.batches)),
            "bytes": .integer(Int64(row.bytes)),
            "wallNanos": .number(row.wallNanos),
            "processorNanos": .number(row.processorNanos),
            "nanosPerOperation": .number(row.nanosPerOperation),
            "MBps": number(row.megabytesPerSecond),
            "disk": [
                "writes": .integer(Int64(row.disk.writes)),
                "bytesWritten": .integer(Int64(row.disk.bytesWritten)),
                "reads": .integer(Int64(row.disk.reads)),
                "bytesRead": .integer(Int64(row.disk.bytesRead)),
                "syncs": .integer(Int64(row.disk.syncs)),
                "others": .integer(Int64(row.disk.others)),
            ],
            "callsPerMB": number(row.callsPerMegabyte),
            "copiedPerByte": number(row.copiedPerByte),
            "writeAmplification": number(row.writeAmplification),
            "fsyncsPerGB": number(row.syncsPerGigabyte),
            "allocationsPerOperation": number(row.allocationsPerOperation),
            "retainsPerOperation": number(row.retainsPerOperation),
        ]
    }

    private static func time(_ nanos: Double) -> String {
        switch nanos {
        case ..<1e4: "\(digits(nanos)) ns"
        case ..<1e7: "\(digits(nanos / 1e3)) µs"
        default: "\(digits(nanos / 1e6)) ms"
        }
    }

    /// About three significant digits, without an exponent.
    private static func digits(_ value: Double?) -> String {
        guard let value else { return "n/a" }
        if value == 0 { return "0" }
        if value >= 100 { return String(Int(value.rounded())) }
        let scale = value >= 10 ? 10.0 : value >= 1 ? 100.0 : 1000.0
        return String((value * scale).rounded() / scale)
    }
}
