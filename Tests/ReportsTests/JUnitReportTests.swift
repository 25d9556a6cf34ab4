// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML
import Reports
import Results
import Testing

struct JUnitReportTests {
    /// What a reader of JUnit files sees.
    private func parsed() throws -> XMLElement {
        let document = try XMLDocument(xmlString: JUnitReport(SampleReport.report).text)
        return try #require(document.rootElement())
    }

    @Test func `counts agree with the exit status`() throws {
        let root = try parsed()
        func value(_ name: String) -> String? { root.attribute(forName: name)?.stringValue }
        #expect(value("tests") == "10")
        #expect(value("failures") == "2")
        #expect(value("errors") == "1")
        #expect(value("skipped") == "5")
        #expect(value("time") == "0.015")
        #expect(root.elements(forName: "testsuite").count == 3)
    }

    @Test func `every case is one testcase, with its outcome`() throws {
        let suites = try parsed().elements(forName: "testsuite")
        let cases = suites.flatMap { $0.elements(forName: "testcase") }
        #expect(
            cases.compactMap { $0.attribute(forName: "name")?.stringValue }
                == SampleReport.report.cases.map(\.id))
        let failure = try #require(cases[2].elements(forName: "failure").first)
        #expect(
            failure.attribute(forName: "message")?.stringValue
                == "error code <0> & \"not\" 2\\u{1}")
        #expect(failure.stringValue?.contains("^^^^^") == true)
        let tolerated = try #require(cases[3].elements(forName: "skipped").first)
        #expect(
            tolerated.attribute(forName: "message")?.stringValue == "SHOULD fails: no hint")
    }

    @Test func `characters that XML cannot hold are written out`() {
        let escaped = XMLWriter.escape("a\u{0}\u{1B}\u{FFFF}\r\n<&>\"'", inAttribute: true)
        #expect(escaped == "a\\u{0}\\u{1b}\\u{ffff}&#13;&#10;&lt;&amp;&gt;&quot;'")
    }
}
