// SPDX-License-Identifier: Apache-2.0

import Results

/// A report with every kind of verdict, and text that no form may choke on.
enum SampleReport {
    static let manifest = RunManifest(
        tool: ToolIdentity(version: "0.1.0", commit: "0123456789ab"),
        commandLine: ["assay", "conform", "--bootstrap", "h:1"], seed: 42,
        startedAt: "2025-01-02T03:04:05.678Z", endedAt: "2025-01-02T03:04:06.000Z",
        environment: MachineEnvironment(
            cpu: "A CPU", cores: 2, memoryBytes: 4096, kernel: "6.1", operatingSystem: "Debian",
            architecture: "x86_64"))

    static let subject = Subject(
        bootstrap: "127.0.0.1:9092", software: "Apache Kafka", release: "4.4")

    static func result(
        _ id: String, _ level: Level, _ verdict: Verdict, reason: String = "",
        evidence: Evidence = Evidence(), expected: Verdict? = nil
    ) -> CaseResult {
        CaseResult(
            id: id, title: "Title of \(id)", level: level, basis: .documented, source: "KIP-35",
            profile: "core", verdict: verdict, reason: reason, millis: 1.5, evidence: evidence,
            expected: expected)
    }

    static let evidence: Evidence = {
        var evidence = Evidence()
        evidence.note("sent Produce v9")
        evidence.show(
            AnnotatedBytes(
                title: "reply", bytes: [0, 0, 0, 2, 0, 0],
                fields: [.init(0..<4, "size", "2"), .init(4..<6, "errorCode", "0")],
                culprit: 4..<6, remark: "expected CORRUPT_MESSAGE (2)"))
        return evidence
    }()

    static let report = ConformanceReport(
        manifest: manifest, subject: subject,
        cases: [
            result("ver/handshake", .must, .pass),
            result("ver/hostile", .must, .pass),
            result(
                "produce/crc", .must, .fail, reason: "error code <0> & \"not\" 2\u{1}",
                evidence: evidence),
            result("produce/hint", .should, .fail, reason: "no hint"),
            result("produce/known", .must, .fail, reason: "as ever", expected: .fail),
            result("produce/fixed", .must, .pass, expected: .fail),
            result("fetch/old", .must, .notApplicable, reason: "until 3.9"),
            result("fetch/older", .must, .notApplicable, reason: "until 3.9"),
            result("fetch/flood", .must, .skipped, reason: "needs --intrusive"),
            result("fetch/odd", .may, .harnessError, reason: "the suite broke"),
        ])

    static let selfTest = SelfTestReport(
        manifest: manifest,
        deviants: [
            DeviantResult(
                id: "crc-ignored", rule: "a batch's CRC is checked", killedBy: ["produce/crc"],
                intended: ["produce/crc"]),
            DeviantResult(
                id: "offset-gap", rule: "offsets have no gaps", killedBy: ["fetch/old"],
                intended: ["fetch/odd"]),
        ],
        unproven: ["ver/hostile"])

    static let catalogue = Catalogue(
        manifest: manifest,
        cases: [
            CatalogueEntry(
                id: "fetch/old", title: "Old fetches", level: .must, basis: .observed,
                source: "KIP-74", releaseTo: "3.9", profile: "core", tier: .quick,
                needs: ["intrusive"])
        ])
}
