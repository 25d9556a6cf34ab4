// SPDX-License-Identifier: Apache-2.0

/// What a config's value must be beyond its type.
enum ConfigRule: Sendable {
    case any
    case atLeast(Int64)
    case between(Int64, Int64)
    /// A level of a codec, or the number that asks for the codec's own default.
    case level(ClosedRange<Int64>, default: Int64)
    /// 0 to 1.
    case fraction
    /// One of these words; for a list, only these.
    case words([String])
    /// `*`, or pairs of a partition and a broker: `0:1,1:1`.
    case replicas

    /// What is wrong with `number`, nil when nothing is.
    func problem(with number: Int64) -> String? {
        switch self {
        case .atLeast(let least) where number < least: "must be at least \(least)"
        case .between(let low, let high) where number < low || number > high:
            "must be from \(low) to \(high)"
        case .level(let range, let fallback) where number != fallback && !range.contains(number):
            "must be from \(range.lowerBound) to \(range.upperBound), or \(fallback)"
        default: nil
        }
    }

    /// What is wrong with what is no number of its type: which numbers would be right.
    func problemWithNoNumber<Number: FixedWidthInteger>(of type: Number.Type) -> String {
        var low = Int64(Number.min)
        var high = Int64(Number.max)
        var other = ""
        switch self {
        case .atLeast(let least): low = least
        case .between(let first, let last): (low, high) = (first, last)
        case .level(let range, let fallback):
            (low, high) = (range.lowerBound, range.upperBound)
            other = ", or \(fallback)"
        case .any, .fraction, .words, .replicas: break
        }
        let text = "must be a whole number"
        if high == .max && low == .min { return text }
        return high < .max ? "\(text) from \(low) to \(high)\(other)" : "\(text) of at least \(low)"
    }

    /// What is wrong with `words`, nil when nothing is.
    func problem(with words: [String]) -> String? {
        switch self {
        case .words(let allowed) where !words.allSatisfy(allowed.contains):
            "must be of \(allowed.joined(separator: ", "))"
        case .replicas where words != ["*"] && !words.allSatisfy(Self.isReplica):
            "must be * or a list of partition:broker"
        default: nil
        }
    }

    /// What is wrong with nothing between two commas, nil when nothing is.
    var problemWithBlankWord: String? {
        if case .words = self { "a word of it is empty" } else { nil }
    }

    private static func isReplica(_ word: String) -> Bool {
        let numbers = word.utf8.split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return word.isEmpty
            || numbers.count == 2 && numbers.allSatisfy { UInt32(Substring($0)) != nil }
    }
}
