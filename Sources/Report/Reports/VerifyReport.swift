// SPDX-License-Identifier: Apache-2.0

package import LogInspector
package import Results

/// What a verification of log files came to.
package struct VerifyReport: Sendable {
    package var manifest: RunManifest
    package var paths: [String]
    package var totals: VerifyTotals
    /// As many as are kept; `totals` counts all of them.
    package var findings: [Finding]

    package init(
        manifest: RunManifest, paths: [String], totals: VerifyTotals, findings: [Finding]
    ) {
        self.manifest = manifest
        self.paths = paths
        self.totals = totals
        self.findings = findings
    }

    /// `inconclusive` when a log only ends in what its recovery will cut.
    package var verdict: Verdict {
        if totals.violations > 0 { return .fail }
        return totals.tails > 0 ? .inconclusive : .pass
    }

    package func exitCode(strict: Bool) -> ExitCode {
        switch verdict {
        case .fail: .failed
        case .inconclusive: strict ? .inconclusive : .good
        default: .good
        }
    }

    /// The document `assay.verify/1`.
    package var json: JSONValue {
        manifest.document(
            "assay.verify/1",
            [
                .init("paths", .array(paths.map { .string($0) })),
                .init("verdict", .string(verdict.rawValue)),
                .init("totals", totals.json),
                .init("findings", .array(findings.map(\.json))),
            ])
    }
}

extension VerifyTotals {
    fileprivate var json: JSONValue {
        [
            "partitions": .integer(Int64(partitions)), "segments": .integer(Int64(segments)),
            "bytes": .integer(bytes), "batches": .integer(batches), "records": .integer(records),
            "indexEntries": .integer(indexEntries), "snapshots": .integer(Int64(snapshots)),
            "passedOver": .integer(passedOver), "violations": .integer(Int64(violations)),
            "tails": .integer(Int64(tails)), "notes": .integer(Int64(notes)),
        ]
    }
}

extension Finding {
    fileprivate var json: JSONValue {
        [
            "id": .string(rule), "severity": .string(severity.rawValue),
            "where": [
                "path": .string(path), "position": position.map { .integer($0) } ?? .null,
                "offset": offset.map { .integer($0) } ?? .null,
            ],
            "witness": .string(reason),
            "cut": cut.map {
                ["bytes": .integer($0.bytes), "soundBatches": .integer($0.soundBatches)]
            } ?? .null,
        ]
    }
}
