// SPDX-License-Identifier: Apache-2.0

/// Finds what somebody probably meant.
package enum Spelling {
    /// The candidate closest to `word`, nil when none is close enough to be worth naming.
    package static func closest(to word: String, in candidates: [String]) -> String? {
        let limit = max(1, min(3, word.count / 3))
        let ranked = candidates.map { (distance: distance(word, $0), word: $0) }
        let best = ranked.min { ($0.distance, $0.word) < ($1.distance, $1.word) }
        if let best, best.distance <= limit { return best.word }
        // A beginning that fits only one: `--boot` for `--bootstrap`.
        let completed = candidates.filter { word.count >= 2 && $0.hasPrefix(word) }
        return completed.count == 1 ? completed.first : nil
    }

    /// Edits (insert, delete, replace, swap neighbours) from one word to the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let from = Array(left), to = Array(right)
        var rows = [Array(0...to.count)]
        for (i, character) in from.enumerated() {
            var row = [i + 1]
            for (j, other) in to.enumerated() {
                let replaced = rows[i][j] + (character == other ? 0 : 1)
                var least = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, character == to[j - 1], from[i - 1] == other {
                    least = min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[from.count][to.count]
    }
}
