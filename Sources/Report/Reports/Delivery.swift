// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Results

/// Brings a report to everybody who asked for it: files of each form, and the terminal.
package struct Delivery: Sendable {
    package var json: String?
    package var junit: String?
    package var quiet: Bool
    package var verbose: Bool
    package var style: TextStyle

    /// Fails at once when a file could not be written later.
    package init(
        json: String? = nil, junit: String? = nil, quiet: Bool = false, verbose: Bool = false,
        style: TextStyle = .plain
    ) throws(ReportFile.Failure) {
        self.json = json
        self.junit = junit
        self.quiet = quiet
        self.verbose = verbose
        self.style = style
        for path in [json, junit].compactMap({ $0 }) { try ReportFile.checkWritable(path) }
    }

    package func deliver(_ report: ConformanceReport) throws(ReportFile.Failure) {
        if let junit { try ReportFile.write(JUnitReport(report).text, to: junit) }
        try deliver(
            json: report.json,
            text: TerminalReport(report, style: style, verbose: verbose).text)
    }

    package func deliver(_ report: SelfTestReport) throws(ReportFile.Failure) {
        try deliver(json: report.json, text: SelfTestTable(report, style: style).text)
    }

    package func deliver(_ catalogue: Catalogue) throws(ReportFile.Failure) {
        try deliver(json: catalogue.json, text: CatalogueTable(catalogue, style: style).text)
    }

    /// Standard output belongs to one reader: a machine's form there leaves the terminal's out.
    private func deliver(
        json value: @autoclosure () -> JSONValue, text: @autoclosure () -> String
    ) throws(ReportFile.Failure) {
        if let json { try ReportFile.write(value().pretty, to: json) }
        guard !quiet, json != "-", junit != "-" else { return }
        try ReportFile.write(text(), to: "-")
    }
}
