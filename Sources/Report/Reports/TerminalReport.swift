// SPDX-License-Identifier: Apache-2.0

import Bytes
package import Results

/// A run of the suite for people: a table, what failed and why, and one line that sums it up.
package struct TerminalReport {
    package let report: ConformanceReport
    package let style: TextStyle
    /// Whether every case with a reason is listed, not only what failed.
    package let verbose: Bool

    package init(_ report: ConformanceReport, style: TextStyle, verbose: Bool = false) {
        self.report = report
        self.style = style
        self.verbose = verbose
    }

    package var text: String {
        var sections = [head, table]
        sections += troubledGroups.map(describe)
        let reasons = verbose ? everyReason : groupedReasons
        if !reasons.isEmpty { sections.append(reasons) }
        sections.append(closing)
        return sections.joined(separator: "\n")
    }

    private var head: String {
        let subject = report.subject
        return """
            \(style.paint(PlainText.visible(subject.bootstrap), .strong)): \
            \(PlainText.visible(subject.software)), judged as Apache Kafka \
            \(PlainText.visible(subject.release))
            assay \(report.manifest.tool.text), seed \(report.manifest.seed)

            """
    }

    private var table: String {
        let shown = Verdict.allCases.filter { verdict in
            verdict == .pass || verdict == .fail || report.count(of: verdict) > 0
        }
        var table = TextTable(header: ["area", "cases"] + shown.map(\.rawValue))
        func row(_ name: String, _ cases: [CaseResult]) -> [TextTable.Cell] {
            let counts = shown.map { verdict in
                let count = cases.count { $0.verdict == verdict }
                return TextTable.Cell(
                    count == 0 ? "-" : String(count), count == 0 ? .faint : role(of: verdict))
            }
            return [TextTable.Cell(name), TextTable.Cell(String(cases.count))] + counts
        }
        for area in report.areas { table.rows.append(row(area.name, area.cases)) }
        table.rows.append(row("all", report.cases))
        return table.text(style)
    }

    private func role(of verdict: Verdict) -> TextStyle.Role {
        switch verdict {
        case .pass, .passAlternative: .good
        case .fail, .harnessError: .bad
        case .nonstrict, .inconclusive: .doubtful
        case .unsupported, .notApplicable, .skipped: .faint
        }
    }

    /// Cases to look at, what counts against the subject first.
    private var troubled: [CaseResult] {
        let cases = report.cases.filter {
            $0.countsAgainst || $0.verdict == .fail || $0.verdict == .harnessError
        }
        func rank(_ result: CaseResult) -> Int {
            if result.countsAgainst { return 0 }
            return result.verdict == .harnessError ? 1 : 3 - (result.level == .should ? 1 : 0)
        }
        // Sorting is stable only by agreement, so the place in the catalogue decides between equals.
        return cases.enumerated().sorted {
            (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
        }.map(\.element)
    }

    /// Cases to look at; those with one reason and one weight are told once, with one's evidence:
    /// a broker that is gone fails many cases in one way.
    private var troubledGroups: [[CaseResult]] {
        var groups: [[CaseResult]] = []
        var place: [String: Int] = [:]
        for result in troubled {
            let key = "\(result.verdict) \(result.level) \(result.countsAgainst) \(result.reason)"
            if !result.reason.isEmpty, let index = place[key] {
                groups[index].append(result)
            } else {
                place[key] = groups.count
                groups.append([result])
            }
        }
        return groups
    }

    private func describe(_ group: [CaseResult]) -> String {
        guard let first = group.first else { return "" }
        let others = group.dropFirst().map { "      \($0.id)\n" }
        guard !others.isEmpty else { return describe(first) }
        return describe(first) + "    and for the same reason:\n" + others.joined()
    }

    private func describe(_ result: CaseResult) -> String {
        let isBad = result.countsAgainst || result.verdict == .harnessError
        let word = result.verdict.rawValue.uppercased()
        var lines = [
            "\(style.paint(word, isBad ? .bad : .doubtful))  \(result.level.rawValue)  "
                + style.paint(result.id, .strong)
        ]
        lines.append("    " + PlainText.visible(result.title))
        if !result.reason.isEmpty { lines.append("    " + PlainText.visible(result.reason)) }
        if let expected = result.expected {
            let judgement =
                expected == result.verdict ? "as expected" : "expected \(expected.rawValue)"
            lines.append("    " + style.paint(judgement, .doubtful))
        }
        lines += EvidenceText.lines(of: result.evidence, style: style).map { "      " + $0 }
        lines.append(
            "    "
                + style.paint(
                    "\(result.basis.rawValue): \(PlainText.visible(result.source))", .faint))
        return lines.joined(separator: "\n") + "\n"
    }

    private var quiet: [CaseResult] {
        report.cases.filter {
            !$0.reason.isEmpty && $0.verdict != .fail && $0.verdict != .harnessError
                && !$0.countsAgainst
        }
    }

    private var everyReason: String {
        var table = TextTable(header: ["case", "verdict", "reason"], leftColumns: [0, 1, 2])
        for result in quiet {
            table.rows.append([
                TextTable.Cell(result.id),
                TextTable.Cell(result.verdict.rawValue, role(of: result.verdict)),
                TextTable.Cell(PlainText.visible(result.reason)),
            ])
        }
        return table.rows.isEmpty ? "" : table.text(style)
    }

    private var groupedReasons: String {
        var order: [String] = []
        var groups: [String: [CaseResult]] = [:]
        for result in quiet {
            let key = "\(result.verdict.rawValue)\n\(result.reason)"
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(result)
        }
        var table = TextTable(header: ["cases", "verdict", "reason"], leftColumns: [1, 2])
        for key in order {
            guard let group = groups[key], let first = group.first else { continue }
            table.rows.append([
                TextTable.Cell(group.count == 1 ? first.id : String(group.count)),
                TextTable.Cell(first.verdict.rawValue, role(of: first.verdict)),
                TextTable.Cell(PlainText.visible(first.reason)),
            ])
        }
        return table.rows.isEmpty ? "" : table.text(style)
    }

    private var closing: String {
        let failed = report.cases.count { $0.countsAgainst && $0.verdict == .fail }
        let unexpected = report.cases.count(where: \.countsAgainst) - failed
        let tolerated = report.count(of: .fail) - failed
        let harness = report.count(of: .harnessError)
        var parts: [String] = []
        if failed > 0 {
            parts.append(style.paint("\(failed) MUST failed", .bad))
        } else {
            parts.append(style.paint("no MUST failed", .good))
        }
        if unexpected > 0 {
            parts.append(style.paint("\(unexpected) did not come out as expected", .bad))
        }
        if failed == 0, tolerated > 0 {
            parts.append("\(tolerated) of lesser level or expected did")
        }
        if harness > 0 {
            parts.append(style.paint(Quantity.text(harness, "harness error"), .bad))
        }
        let cases = Quantity.text(report.cases.count, "case")
        return "\(cases): \(parts.joined(separator: ", "))\n"
    }
}
