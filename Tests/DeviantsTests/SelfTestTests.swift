// SPDX-License-Identifier: Apache-2.0

import Deviants
import Results
import TestSupport
import Testing

/// The program's own proof that its cases can fail.
@Suite(.serialized) struct SelfTestTests {
    @Test func `every deviant is found out`() async throws {
        let child = try ChildProcess(
            try PackageRoot.assay(), ["conform", "--self-test", "--json", "-"])
        child.closeInput()
        let status = try await child.wait(within: 300)
        #expect(status == 0, "\(child.errorText)")
        let report = try JSONValue(parsing: child.outputText)
        #expect(report["schema"]?.string == "assay.selftest/1")
        let deviants = report["deviants"]?.array ?? []
        #expect(deviants.compactMap { $0["id"]?.string } == DeviantCatalogue.all.map(\.id))
        for deviant in deviants {
            #expect(
                deviant["killed"]?.bool == true,
                "\(deviant["id"]?.string ?? ""): \(deviant["trouble"]?.string ?? "")")
        }
        #expect(report["unproven"]?.array != nil)
    }

    @Test func `a deviant nobody knows is one clear line`() async throws {
        let child = try ChildProcess(
            try PackageRoot.assay(),
            ["serve", "--listen", "127.0.0.1:0", "--stdin-bound", "--deviant", "crc-uncheckd"])
        let status = try await child.wait(within: 30)
        #expect(status == 1)
        #expect(child.errorText.contains("crc-unchecked"), "\(child.errorText)")
    }
}
