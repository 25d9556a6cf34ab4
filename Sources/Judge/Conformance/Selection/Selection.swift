// SPDX-License-Identifier: Apache-2.0

package import Results

/// Which cases of the catalogue to run.
package struct Selection: Sendable {
    /// Patterns of ids to run; empty means all.
    package var include: [Glob] = []
    package var exclude: [Glob] = []
    /// The least level to run.
    package var level = Level.may
    /// Empty means all.
    package var profiles: Set<Profile> = []
    /// The longest tier to run.
    package var tier = Tier.standard

    package init() {}

    package func admits(_ item: ConformanceCase) -> Bool {
        (include.isEmpty || include.contains { $0.matches(item.id) })
            && !exclude.contains { $0.matches(item.id) }
            && item.level >= level
            && (profiles.isEmpty || profiles.contains(item.profile))
            && item.tier <= tier
    }

    /// The cases to run, in the order of the catalogue.
    package func pick(from cases: [ConformanceCase]) -> [ConformanceCase] {
        cases.filter(admits)
    }

    /// The first pattern that names no case at all: most likely a slip of the pen.
    package func strayPattern(among cases: [ConformanceCase]) -> String? {
        (include + exclude).first { glob in !cases.contains { glob.matches($0.id) } }?.pattern
    }
}
