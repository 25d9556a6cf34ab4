// SPDX-License-Identifier: Apache-2.0

/// How long a case takes, so that a run can be as short as its use asks.
package enum Tier: String, Sendable, CaseIterable, Comparable {
    case quick
    case standard
    case soak

    /// `quick` is the least.
    package static func < (left: Tier, right: Tier) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .quick: 0
        case .standard: 1
        case .soak: 2
        }
    }
}
