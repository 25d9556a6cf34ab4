// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogInspector
import Results

/// A verification in lines for people.
package struct VerifyText {
    let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// One finding: rule, severity, file and position, reason.
    package func line(_ finding: Finding) -> String {
        let role: TextStyle.Role =
            switch finding.severity {
            case .violation: .bad
            case .tail: .doubtful
            case .note: .faint
            }
        let severity = style.paint(finding.severity.rawValue.padded(to: 9), role)
        let place = finding.position.map { " at byte \($0)" } ?? ""
        let offset = finding.offset.map { ", offset \($0)" } ?? ""
        return
            "\(finding.rule.padded(to: 4)) \(severity) \(PlainText.visible(finding.path))\(place)"
            + "\(offset): \(PlainText.visible(finding.reason))\n"
    }

    /// The last line: how much was looked at, and what it came to.
    package func summary(_ report: VerifyReport) -> String {
        let totals = report.totals
        var text =
            "\(Quantity.text(totals.partitions, "partition")),"
            + " \(Quantity.text(totals.segments, "segment")), \(ByteCount.text(totals.bytes)),"
            + " \(Quantity.text(totals.batches, "batch", "batches")),"
            + " \(Quantity.text(totals.records, "record")),"
            + " \(Quantity.text(totals.indexEntries, "index entry", "index entries")),"
            + " \(Quantity.text(totals.snapshots, "snapshot"))\n"
        if totals.passedOver > 0 {
            let were = totals.passedOver == 1 ? "was" : "were"
            text +=
                "\(Quantity.text(totals.passedOver, "batch", "batches")) \(were) not looked into\n"
        }
        let verdict =
            switch report.verdict {
            case .fail: style.paint(Quantity.text(totals.violations, "violation"), .bad)
            case .inconclusive:
                style.paint("no violation; recovery will cut what is named as tail", .doubtful)
            default: style.paint("no violation", .good)
            }
        return text + verdict + "\n"
    }

    /// Every rule, and how files show it or why they cannot.
    package static func rules(_ style: TextStyle) -> String {
        var table = TextTable(
            header: ["rule", "what holds", "what is looked at"], leftColumns: [0, 1, 2])
        for rule in VerifyRule.all {
            let check = rule.check.map { TextTable.Cell($0) }
            table.rows.append([
                TextTable.Cell(rule.id), TextTable.Cell(rule.statement),
                check ?? TextTable.Cell("cannot be checked: \(rule.obstacle)", .faint),
            ])
        }
        return table.text(style)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
