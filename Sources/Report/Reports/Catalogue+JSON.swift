// SPDX-License-Identifier: Apache-2.0

package import Results

extension Catalogue {
    /// The document `assay.cases/1`.
    package var json: JSONValue {
        manifest.document(
            "assay.cases/1", [JSONValue.Member("cases", .array(cases.map(\.json)))])
    }
}

extension CatalogueEntry {
    fileprivate var json: JSONValue {
        [
            "id": .string(id),
            "title": .string(title),
            "level": .string(level.rawValue),
            "basis": .string(basis.rawValue),
            "source": .string(source),
            "releases": [
                "from": releaseFrom.map { .string($0) } ?? .null,
                "to": releaseTo.map { .string($0) } ?? .null,
            ],
            "profile": .string(profile),
            "tier": .string(tier.rawValue),
            "needs": .array(needs.map { .string($0) }),
        ]
    }
}
