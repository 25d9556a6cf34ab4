// SPDX-License-Identifier: Apache-2.0

package import Results

/// A run of the suite as JUnit XML, one `testcase` a case.
///
/// It agrees with the exit status: only what counts against the subject is a `failure`. A failed
/// SHOULD or MAY, or one that was expected, is `skipped` with its reason, and so is every case
/// that was not judged. A harness error is an `error`.
package struct JUnitReport {
    package let report: ConformanceReport

    package init(_ report: ConformanceReport) {
        self.report = report
    }

    package var text: String {
        var xml = XMLWriter()
        xml.element(
            "testsuites",
            [
                "name": "assay conform",
                "tests": String(report.cases.count),
                "failures": String(report.cases.count { outcome(of: $0) == .failure }),
                "errors": String(report.cases.count { outcome(of: $0) == .error }),
                "skipped": String(report.cases.count { outcome(of: $0) == .skipped }),
                "time": seconds(report.cases),
            ]
        ) { xml in
            for area in report.areas { suite(area.name, area.cases, &xml) }
        }
        return xml.text
    }

    private enum Outcome { case success, failure, error, skipped }

    private func outcome(of result: CaseResult) -> Outcome {
        if result.countsAgainst { return .failure }
        if result.verdict == .harnessError { return .error }
        return result.verdict.holds ? .success : .skipped
    }

    private func suite(_ name: String, _ cases: [CaseResult], _ xml: inout XMLWriter) {
        xml.element(
            "testsuite",
            [
                "name": name,
                "tests": String(cases.count),
                "failures": String(cases.count { outcome(of: $0) == .failure }),
                "errors": String(cases.count { outcome(of: $0) == .error }),
                "skipped": String(cases.count { outcome(of: $0) == .skipped }),
                "time": seconds(cases),
                "timestamp": report.manifest.startedAt,
            ]
        ) { xml in
            xml.element("properties", [:]) { xml in
                property("bootstrap", report.subject.bootstrap, &xml)
                property("software", report.subject.software, &xml)
                property("release", report.subject.release, &xml)
                property("tool", report.manifest.tool.text, &xml)
                property("seed", String(report.manifest.seed), &xml)
            }
            for result in cases { testcase(result, &xml) }
        }
    }

    private func property(_ name: String, _ value: String, _ xml: inout XMLWriter) {
        xml.element("property", ["name": name, "value": value])
    }

    private func testcase(_ result: CaseResult, _ xml: inout XMLWriter) {
        let attributes: KeyValuePairs = [
            "classname": "assay.\(result.area)", "name": result.id, "time": seconds([result]),
        ]
        let outcome = outcome(of: result)
        if outcome == .success, result.reason.isEmpty {
            xml.element("testcase", attributes)
            return
        }
        xml.element("testcase", attributes) { xml in
            let message = message(of: result)
            switch outcome {
            case .success: xml.element("system-out", [:], content: message)
            case .skipped: xml.element("skipped", ["message": message])
            case .failure:
                xml.element(
                    "failure", ["message": message, "type": result.level.rawValue],
                    content: details(of: result))
            case .error:
                xml.element(
                    "error", ["message": message, "type": result.verdict.rawValue],
                    content: details(of: result))
            }
        }
    }

    private func message(of result: CaseResult) -> String {
        switch result.verdict {
        case .fail where !result.countsAgainst:
            return "\(result.level.rawValue) fails"
                + (result.expected == nil ? "" : " as expected") + ": \(result.reason)"
        case .fail, .harnessError:
            return result.reason.isEmpty ? result.title : result.reason
        case .pass where result.countsAgainst:
            return "passes, and \(result.expected?.rawValue ?? "something else") was expected"
        default:
            return "\(result.verdict.rawValue): \(result.reason)"
        }
    }

    private func details(of result: CaseResult) -> String {
        var lines = [result.title]
        if !result.reason.isEmpty { lines.append(result.reason) }
        lines += EvidenceText.lines(of: result.evidence, style: .plain)
        lines.append("\(result.basis.rawValue): \(result.source)")
        return lines.joined(separator: "\n")
    }

    /// Seconds with three places.
    private func seconds(_ cases: [CaseResult]) -> String {
        let millis = Int(cases.reduce(0) { $0 + max(0, $1.millis) }.rounded())
        let rest = String(millis % 1000)
        return "\(millis / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
