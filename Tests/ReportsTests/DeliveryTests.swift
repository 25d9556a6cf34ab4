// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reports
import Results
import TestSupport
import Testing

struct DeliveryTests {
    @Test func `files are written whole and leave nothing beside them`() throws {
        let folder = try TemporaryDirectory()
        let delivery = try Delivery(
            json: folder.file("r.json"), junit: folder.file("r.xml"), quiet: true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        try delivery.deliver(SampleReport.report)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                == ["r.json", "r.xml"])
        let text = try String(contentsOfFile: folder.file("r.json"), encoding: .utf8)
        #expect(text == SampleReport.report.json.pretty)
    }

    @Test func `a place that cannot be written is known before the run`() throws {
        let folder = try TemporaryDirectory()
        let error = #expect(throws: ReportFile.Failure.self) {
            try Delivery(json: folder.file("missing/r.json"))
        }
        #expect(error?.description.hasSuffix("missing/r.json: No such file or directory") == true)
    }
}
