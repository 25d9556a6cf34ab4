// SPDX-License-Identifier: Apache-2.0

import Bytes
package import Results

/// The list of cases for people.
package struct CatalogueTable {
    package let catalogue: Catalogue
    package let style: TextStyle

    package init(_ catalogue: Catalogue, style: TextStyle) {
        self.catalogue = catalogue
        self.style = style
    }

    package var text: String {
        var table = TextTable(
            header: ["case", "level", "basis", "tier", "profile", "title"],
            leftColumns: [0, 1, 2, 3, 4, 5])
        for entry in catalogue.cases {
            table.rows.append(
                [
                    entry.id, entry.level.rawValue, entry.basis.rawValue, entry.tier.rawValue,
                    entry.profile, entry.title,
                ].map { TextTable.Cell($0) })
        }
        return table.text(style) + "\n\(Quantity.text(catalogue.cases.count, "case"))\n"
    }
}
