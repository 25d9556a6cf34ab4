// SPDX-License-Identifier: Apache-2.0

import LogContract

/// What one listing of a partition's directory says: nothing is opened for it.
struct PartitionInventory {
    /// Base offsets of the `.log` files, rising.
    private(set) var logs: [Int64] = []
    private(set) var offsetIndexes: Set<Int64> = []
    private(set) var timeIndexes: Set<Int64> = []
    private(set) var transactionIndexes: Set<Int64> = []
    /// Offsets of the producer snapshots, rising.
    private(set) var snapshots: [Int64] = []

    /// Bases of segments that lost their index of aborted transactions to a deletion that a loss of
    /// power undid in part.
    let halfDeleted: Set<Int64>

    /// `names` as `Disk.list` gives them: sorted.
    init(_ names: [String], halfDeleted: Set<Int64> = []) {
        self.halfDeleted = halfDeleted
        for name in names {
            guard let (offset, suffix) = LogNames.parts(of: name) else { continue }
            switch suffix {
            case ".log": logs.append(offset)
            case ".index": offsetIndexes.insert(offset)
            case ".timeindex": timeIndexes.insert(offset)
            case ".txnindex": transactionIndexes.insert(offset)
            case ".snapshot": snapshots.append(offset)
            default: break
            }
        }
    }

    /// Those of `names`, as they were before anything was finished or undone.
    static func halfDeleted(_ names: [String]) -> Set<Int64> {
        let suffix = ".txnindex" + LogNames.deletedSuffix
        let bases = names.compactMap { LogNames.offset(in: $0, suffix: suffix) }
        if bases.isEmpty { return [] }
        let all = Set(names)
        return Set(
            bases.filter { base in
                let stem = LogNames.padded(base)
                // A segment that compaction puts in its place brings an index of its own.
                return all.contains(stem + ".log")
                    && !all.contains(stem + ".log" + LogNames.swapSuffix)
                    && !all.contains(stem + ".log" + LogNames.deletedSuffix)
                    && !all.contains(stem + ".txnindex")
            })
    }

    /// Whether a segment has both indexes that every segment has.
    func hasIndexes(_ base: Int64) -> Bool {
        offsetIndexes.contains(base) && timeIndexes.contains(base)
    }

    /// Names of index files without a segment.
    var orphans: [String] {
        let bases = Set(logs)
        func names(_ offsets: Set<Int64>, _ suffix: String) -> [String] {
            offsets.subtracting(bases).sorted().map { LogNames.padded($0) + suffix }
        }
        return names(offsetIndexes, ".index") + names(timeIndexes, ".timeindex")
            + names(transactionIndexes, ".txnindex")
    }
}
