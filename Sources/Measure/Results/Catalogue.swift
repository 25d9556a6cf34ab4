// SPDX-License-Identifier: Apache-2.0

/// Every case of the suite, or those that were selected.
package struct Catalogue: Hashable, Sendable {
    package var manifest: RunManifest
    package var cases: [CatalogueEntry]

    package init(manifest: RunManifest, cases: [CatalogueEntry]) {
        self.manifest = manifest
        self.cases = cases
    }
}
