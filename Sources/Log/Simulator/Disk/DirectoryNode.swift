// SPDX-License-Identifier: Apache-2.0

/// A directory: the names that are seen, those on the medium, and the changes between them.
struct DirectoryNode {
    /// One change, which is on the medium as a whole or not at all: a rename is one.
    struct Change {
        var removed: String?
        var added: (name: String, node: Int)?
    }

    /// Numbers of files and directories by name.
    private(set) var entries: [String: Int] = [:]
    private(set) var durable: [String: Int] = [:]
    private var pending: [Change] = []

    /// Every node that a name leads to, or may lead to after the power went.
    var reachable: [Int] {
        Array(entries.values) + durable.values + pending.compactMap { $0.added?.node }
    }

    mutating func apply(_ change: Change) {
        Self.apply(change, to: &entries)
        pending.append(change)
    }

    mutating func sync() {
        durable = entries
        pending = []
    }

    /// The power goes: any subset of the unsynced changes is there, in their order.
    mutating func losePower(_ choices: inout PowerLossChoices) {
        for change in pending where choices.keeps() { Self.apply(change, to: &durable) }
        entries = durable
        pending = []
    }

    private static func apply(_ change: Change, to entries: inout [String: Int]) {
        if let removed = change.removed { entries[removed] = nil }
        if let added = change.added { entries[added.name] = added.node }
    }
}
