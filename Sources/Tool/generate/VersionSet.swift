// SPDX-License-Identifier: Apache-2.0

/// A set of message versions, written in schemas as `3+`, `0-4`, `7` or `none`.
struct VersionSet: Hashable {
    private var members: Set<Int>

    /// No schema has a version beyond this.
    private static let versionMax = 60

    static let none = VersionSet([])
    static let all = VersionSet(0...versionMax)

    init(_ members: some Sequence<Int>) { self.members = Set(members) }

    init(_ text: String) throws {
        if text == "none" {
            self = .none
        } else if text.hasSuffix("+"), let low = Int(text.dropLast()) {
            self.init(low...Self.versionMax)
        } else {
            let bounds = text.split(separator: "-").compactMap { Int($0) }
            guard let low = bounds.first, let high = bounds.last, low <= high else {
                throw GenerateError("not a version range: \(text)")
            }
            self.init(low...high)
        }
    }

    var isEmpty: Bool { members.isEmpty }
    var sorted: [Int] { members.sorted() }
    var min: Int { members.min() ?? 0 }
    var max: Int { members.max() ?? 0 }
    var isContiguous: Bool { isEmpty || members.count == max - min + 1 }

    func contains(_ version: Int) -> Bool { members.contains(version) }
    func isSuperset(of other: VersionSet) -> Bool { members.isSuperset(of: other.members) }
    func union(_ other: VersionSet) -> VersionSet { VersionSet(members.union(other.members)) }
    func subtracting(_ other: VersionSet) -> VersionSet {
        VersionSet(members.subtracting(other.members))
    }
    func intersection(_ other: VersionSet) -> VersionSet {
        VersionSet(members.intersection(other.members))
    }

    /// As text relative to `valid`, `3+` when it reaches the end.
    func text(within valid: VersionSet) -> String {
        if max == valid.max && min < max { return "\(min)+" }
        return min == max ? "\(min)" : "\(min)-\(max)"
    }

    /// The Swift condition on `version` that holds for this set, knowing that `version` is in
    /// `context`; nil when it always holds.
    func condition(within context: VersionSet) -> String? {
        let inside = intersection(context)
        if inside == context { return nil }
        var clauses: [String] = []
        if inside.min == inside.max && inside.min != context.min && inside.max != context.max {
            return "version == \(inside.min)"
        }
        if inside.min != context.min { clauses.append("version >= \(inside.min)") }
        if inside.max != context.max { clauses.append("version <= \(inside.max)") }
        return clauses.joined(separator: " && ")
    }
}
