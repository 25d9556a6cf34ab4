// SPDX-License-Identifier: Apache-2.0

import Conformance
import Results

/// A case as `--explain` tells it.
struct Explanation {
    private let item: ConformanceCase
    private static let width = 80

    init(_ item: ConformanceCase) {
        self.item = item
    }

    var text: String {
        var lines = ["\(item.id)  \(item.level.rawValue), \(item.basis.rawValue)", ""]
        lines += Self.wrap(item.title + ".")
        lines += [""] + Self.wrap(item.explanation) + [""]
        lines += Self.wrap("Source: \(item.source)")
        let needs = item.entry.needs
        if !needs.isEmpty { lines += Self.wrap("Needs: \(needs.joined(separator: ", "))") }
        lines += Self.wrap(
            "Speaks about \(item.releases); profile \(item.profile.rawValue), "
                + "tier \(item.tier.rawValue).")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func wrap(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
