// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reports
import Results
import Testing

struct JSONReportTests {
    @Test func `assay conform 1 holds what its contract says`() throws {
        let text = SampleReport.report.json.pretty
        _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let json = try JSONValue(parsing: text)
        #expect(json["schema"] == "assay.conform/1")
        #expect(json["tool"] == ["version": "0.1.0", "commit": "0123456789ab"])
        #expect(json["manifest"]?["seed"] == 42)
        #expect(json["manifest"]?["environment"]?["cores"] == 2)
        #expect(json["manifest"]?["startedAt"] == "2025-01-02T03:04:05.678Z")
        #expect(
            json["subject"]
                == ["bootstrap": "127.0.0.1:9092", "software": "Apache Kafka", "release": "4.4"])
        #expect(json["totals"]?["fail"] == 3)
        #expect(json["totals"]?["pass-alt"] == 0)
        let cases = try #require(json["cases"]?.array)
        #expect(cases.count == 10)
        #expect(cases[2]["id"] == "produce/crc")
        #expect(cases[2]["level"] == "MUST")
        #expect(cases[2]["basis"] == "documented")
        #expect(cases[2]["profile"] == "core")
        #expect(cases[2]["verdict"] == "fail")
        #expect(cases[2]["reason"] == "error code <0> & \"not\" 2\u{1}")
        #expect(cases[2]["millis"] == 1.5)
        #expect(cases[2]["evidence"]?.array?[1]["hex"] == "000000020000")
        #expect(cases[5]["expected"] == "fail")
    }

    @Test func `assay cases 1 and assay selftest 1`() throws {
        let cases = try #require(SampleReport.catalogue.json["cases"]?.array)
        #expect(SampleReport.catalogue.json["schema"] == "assay.cases/1")
        #expect(cases[0]["releases"] == ["from": nil, "to": "3.9"])
        #expect(cases[0]["needs"] == ["intrusive"])
        let selfTest = SampleReport.selfTest.json
        #expect(selfTest["schema"] == "assay.selftest/1")
        #expect(selfTest["deviants"]?.array?.map { $0["killed"] } == [true, false])
        #expect(selfTest["unproven"] == ["ver/hostile"])
    }

    @Test func `the same report is the same text`() {
        #expect(SampleReport.report.json.pretty == SampleReport.report.json.pretty)
    }
}
