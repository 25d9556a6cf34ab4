// SPDX-License-Identifier: Apache-2.0

/// What a row is to reach.
enum Goal {
    /// The median of the ratio to the yardstick.
    case ratio(atLeast: Double)
    /// The lower bound of the ratio's interval.
    case lowerBound(atLeast: Double)
    /// The median time of doing the work once.
    case nanos(atMost: Double)

    func isMet(nanos: Double, ratio: PairedRatio?) -> Bool {
        switch self {
        case .ratio(let least): (ratio?.median ?? 0) >= least
        case .lowerBound(let least): (ratio?.low ?? 0) >= least
        case .nanos(let most): nanos <= most
        }
    }

    var text: String {
        switch self {
        case .ratio(let least): "ratio ≥ \(Self.short(least))"
        case .lowerBound(let least): "low ≥ \(Self.short(least))"
        case .nanos(let most): "≤ \(Self.short(most)) ns"
        }
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }
}
