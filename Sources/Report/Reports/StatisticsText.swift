// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogInspector

/// Statistics of logs as tables for people.
package struct StatisticsText {
    let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    package func text(_ report: StatisticsReport) -> String {
        let total = report.total
        var text = partitions(report.partitions, total)
        text += "\n" + codecs(total)
        for (title, histogram) in [
            ("batch bytes", total.batchBytes), ("records a batch", total.recordsPerBatch),
            ("key bytes", total.keyBytes), ("value bytes", total.valueBytes),
        ] {
            text += "\n" + self.histogram(title, histogram)
        }
        return text + "\n" + facts(total)
    }

    private func partitions(_ partitions: [LogStatistics], _ total: LogStatistics) -> String {
        var table = TextTable(header: [
            "partition", "segments", "bytes", "batches", "records", "ratio", "first", "last",
            "gaps", "producers",
        ])
        let rows = partitions.count > 1 ? partitions + [total] : partitions
        for row in rows {
            let cells = [
                PlainText.visible(row.title), "\(row.segments)", ByteCount.text(row.bytes),
                "\(row.batches)", "\(row.records)", Self.ratio(row.ratio),
                row.offsets.map { "\($0.lowerBound)" } ?? "-",
                row.offsets.map { "\($0.upperBound)" } ?? "-", "\(row.gaps)",
                "\(row.producers.count)",
            ]
            table.rows.append(cells.map { TextTable.Cell($0) })
        }
        return table.text(style)
    }

    private func codecs(_ total: LogStatistics) -> String {
        var table = TextTable(header: ["codec", "batches", "records", "stored", "plain", "ratio"])
        for (name, codec) in total.codecs.sorted(by: { $0.key < $1.key }) {
            let cells = [
                name, "\(codec.batches)", "\(codec.records)", ByteCount.text(codec.storedBytes),
                ByteCount.text(codec.plainBytes), Self.ratio(codec.ratio),
            ]
            table.rows.append(cells.map { TextTable.Cell($0) })
        }
        return table.text(style)
    }

    private func histogram(_ title: String, _ histogram: SizeHistogram) -> String {
        guard let mean = histogram.mean else { return "\(title): none\n" }
        var text =
            "\(title): \(histogram.min) to \(histogram.max), mean \((mean * 10).rounded() / 10),"
            + " half at most \(histogram.quantile(0.5) ?? 0),"
            + " 99 % at most \(histogram.quantile(0.99) ?? 0)\n"
        let most = histogram.buckets.map(\.count).max() ?? 1
        var table = TextTable(header: ["up to", "count", ""], leftColumns: [2])
        for bucket in histogram.buckets {
            let bar = String(repeating: "#", count: Int(40 * bucket.count / max(most, 1)))
            table.rows.append([
                TextTable.Cell("\(bucket.to)"), TextTable.Cell("\(bucket.count)"),
                TextTable.Cell(bar),
            ])
        }
        text += table.text(style)
        return text
    }

    private func facts(_ total: LogStatistics) -> String {
        var facts: [String] = []
        if let range = total.timestamps {
            facts.append(
                "timestamps from \(Self.time(range.lowerBound)) to \(Self.time(range.upperBound)),"
                    + " \(total.backwards) before the record in front")
        }
        facts.append(
            Self.batches(total.transactionalBatches, "transactional")
                + ", \(Quantity.text(total.commits, "commit")),"
                + " \(Quantity.text(total.aborts, "abort")),"
                + " \(Self.batches(total.controlBatches, "control"))")
        facts.append(
            "\(Quantity.text(total.nullKeys, "record")) without key, \(total.tombstones) without"
                + " value, \(Quantity.text(total.recordHeaders, "header"))")
        facts.append(
            "\(Quantity.text(total.missingOffsets, "offset")) without batch in"
                + " \(Quantity.text(total.gaps, "gap")), \(total.emptiedOffsets) inside batches")
        if total.unreadable > 0 {
            facts.append(
                "\(Quantity.text(total.unreadable, "batch", "batches")) could not be read")
        }
        if total.goneSegments > 0 {
            facts.append(
                "\(Quantity.text(total.goneSegments, "segment")) went away before being read")
        }
        return facts.map { $0 + "\n" }.joined()
    }

    private static func batches(_ number: Int64, _ kind: String) -> String {
        Quantity.text(number, "\(kind) batch", "\(kind) batches")
    }

    private static func ratio(_ ratio: Double?) -> String {
        ratio.map { "\(($0 * 100).rounded() / 100)" } ?? "-"
    }

    private static func time(_ millis: Int64) -> String {
        // Years beyond four digits are not written as dates.
        guard (0..<253_402_300_800_000).contains(millis) else { return "\(millis)" }
        return RunRecorder.text(seconds: Int(millis / 1000), millis: Int(millis % 1000))
    }
}
