// SPDX-License-Identifier: Apache-2.0

package import Results

extension SelfTestReport {
    /// The document `assay.selftest/1`.
    package var json: JSONValue {
        manifest.document(
            "assay.selftest/1",
            [
                JSONValue.Member("deviants", .array(deviants.map(\.json))),
                JSONValue.Member("unproven", .array(unproven.map { .string($0) })),
            ])
    }
}

extension DeviantResult {
    fileprivate var json: JSONValue {
        [
            "id": .string(id),
            "rule": .string(rule),
            "killedBy": .array(killedBy.map { .string($0) }),
            "intended": .array(intended.map { .string($0) }),
            "killed": .bool(killed),
            "trouble": .string(trouble),
        ]
    }
}
