// SPDX-License-Identifier: Apache-2.0

import Results

/// A report around results, for tests that look at nothing else.
enum ReportStub {
    static func report(_ results: [CaseResult]) -> ConformanceReport {
        ConformanceReport(
            manifest: RunManifest(
                tool: ToolIdentity(version: "0", commit: "none"), commandLine: [], seed: 0,
                startedAt: "", endedAt: "",
                environment: MachineEnvironment(
                    cpu: "", cores: 1, memoryBytes: 1, kernel: "", operatingSystem: "",
                    architecture: "")),
            subject: Subject(bootstrap: "127.0.0.1:1"), cases: results)
    }
}
