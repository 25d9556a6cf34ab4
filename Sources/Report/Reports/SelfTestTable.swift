// SPDX-License-Identifier: Apache-2.0

package import Results

/// The kill matrix for people: which broken broker was found out, by how many cases of which area.
package struct SelfTestTable {
    package let report: SelfTestReport
    package let style: TextStyle

    package init(_ report: SelfTestReport, style: TextStyle) {
        self.report = report
        self.style = style
    }

    package var text: String {
        var text = table + "\n"
        for deviant in report.deviants where !deviant.killed {
            text += "\(style.paint("ALIVE", .bad))  \(style.paint(deviant.id, .strong))\n"
            text += "    breaks: \(PlainText.visible(deviant.rule))\n"
            if !deviant.trouble.isEmpty {
                text += "    \(PlainText.visible(deviant.trouble))\n"
            }
            for id in deviant.missing.sorted() { text += "    did not fail on it: \(id)\n" }
            text += "\n"
        }
        if !report.unproven.isEmpty {
            text += "\(report.unproven.count) MUST that no broken broker proves yet:\n"
            for id in report.unproven { text += "    \(id)\n" }
            text += "\n"
        }
        let killed = report.deviants.count(where: \.killed)
        let all = killed == report.deviants.count
        return text
            + style.paint(
                "\(killed) of \(report.deviants.count) broken brokers found out",
                all ? .good : .bad) + "\n"
    }

    private var areas: [String] {
        let ids = report.deviants.flatMap { $0.killedBy + $0.intended }
        return Set(ids.map { String($0.prefix { $0 != "/" }) }).sorted()
    }

    private var table: String {
        let areas = areas
        var table = TextTable(header: ["deviant", "found out", "intended"] + areas)
        for deviant in report.deviants {
            let hits = deviant.intended.count - deviant.missing.count
            var row = [
                TextTable.Cell(deviant.id),
                TextTable.Cell(deviant.killed ? "yes" : "NO", deviant.killed ? .good : .bad),
                TextTable.Cell("\(hits)/\(deviant.intended.count)"),
            ]
            for area in areas {
                let count = deviant.killedBy.count { $0.hasPrefix("\(area)/") }
                row.append(
                    TextTable.Cell(count == 0 ? "-" : String(count), count == 0 ? .faint : nil))
            }
            table.rows.append(row)
        }
        return table.text(style)
    }
}
