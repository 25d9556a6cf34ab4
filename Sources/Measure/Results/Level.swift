// SPDX-License-Identifier: Apache-2.0

/// How much a case matters; the words are those of RFC 2119.
package enum Level: String, Sendable, CaseIterable, Comparable {
    case must = "MUST"
    case should = "SHOULD"
    case may = "MAY"

    /// MUST is the greatest.
    package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .must: 2
        case .should: 1
        case .may: 0
        }
    }
}
