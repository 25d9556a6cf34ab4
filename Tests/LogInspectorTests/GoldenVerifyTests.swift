// SPDX-License-Identifier: Apache-2.0

import LogInspector
import TestSupport
import Testing

/// Directories that Kafka wrote hold every rule; killed ones end in tails at most.
struct GoldenVerifyTests {
    private func findings(
        _ paths: [String], replicas: Bool = false
    ) throws -> (VerifyTotals, [Finding]) {
        var findings: [Finding] = []
        let verifier = Verifier(VerifyOptions()) { findings.append($0) }
        try verifier.verify(paths)
        if replicas {
            for group in InspectionTarget.replicas(
                among: try InspectionTarget.partitions(of: paths))
            {
                verifier.compare(group)
            }
        }
        return (verifier.totals, findings)
    }

    @Test(.needs(Needs.golden), arguments: GoldenLogs.names)
    func `directories that Kafka wrote break no rule`(_ name: String) async throws {
        let golden = try await GoldenLogs(name)
        let nodes = (1...3).map { "\(golden.path)/node-\($0)" }
        let (totals, findings) = try findings(nodes, replicas: true)
        for finding in findings where finding.severity == .violation {
            Issue.record("\(finding)")
        }
        #expect(totals.violations == 0)
        #expect(totals.partitions > 30)
        #expect(totals.records > 10_000)
        #expect(totals.indexEntries > 1000)
        #expect(totals.snapshots > 20)
        if name.hasSuffix("clean") { #expect(totals.tails == 0) }
    }
}
