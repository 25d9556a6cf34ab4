// SPDX-License-Identifier: Apache-2.0

/// One case as `assay conform --list` shows it.
package struct CatalogueEntry: Hashable, Sendable {
    package var id: String
    package var title: String
    package var level: Level
    package var basis: Basis
    package var source: String
    /// The first release the case speaks about; nil from the beginning.
    package var releaseFrom: String?
    /// The last release the case speaks about; nil up to the newest.
    package var releaseTo: String?
    package var profile: String
    package var tier: Tier
    /// What it needs beside a broker: `intrusive`, `admin` and so on.
    package var needs: [String]

    package init(
        id: String, title: String, level: Level, basis: Basis, source: String,
        releaseFrom: String? = nil, releaseTo: String? = nil, profile: String, tier: Tier,
        needs: [String] = []
    ) {
        self.id = id
        self.title = title
        self.level = level
        self.basis = basis
        self.source = source
        self.releaseFrom = releaseFrom
        self.releaseTo = releaseTo
        self.profile = profile
        self.tier = tier
        self.needs = needs
    }
}
