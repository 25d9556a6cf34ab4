// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Settles what an interrupted replacement of segments left in a partition's directory: either
/// the old set of segments comes out, or the new one (Kafka's `LogLoader`).
///
/// A replacement is decided once none of its files is named `.cleaned` any more. Before that its
/// files are worth nothing; after that the segments it replaces are.
struct SwapRecovery {
    let directory: String
    let context: EngineContext

    private var disk: any Disk { context.disk }

    /// Finishes or undoes; afterwards no name ends in `.cleaned`, `.swap` or `.deleted`.
    func settle() throws(StorageError) {
        let names = try disk.list(directory)
        try unlink(names.filter { $0.hasSuffix(LogNames.deletedSuffix) })
        let cleaned = names.filter { $0.hasSuffix(LogNames.cleanedSuffix) }
        var swaps = names.filter { $0.hasSuffix(LogNames.swapSuffix) }
        if let least = cleaned.compactMap(base).min() {
            let undecided = swaps.filter { (base($0) ?? .max) >= least }
            try unlink(undecided)
            // Were only the `.cleaned` names gone after a loss of power, these would look decided.
            if !undecided.isEmpty { try disk.syncDirectory(directory) }
            swaps.removeAll { undecided.contains($0) }
        }
        try unlink(cleaned)
        if !swaps.isEmpty { try finish(swaps) }
    }

    private func finish(_ swaps: [String]) throws(StorageError) {
        var replaced: [Range<Int64>] = []
        for name in swaps where isData(name) {
            guard let base = base(name) else { continue }
            replaced.append(base..<max(base + 1, try end(of: name, base: base)))
        }
        try unlink(
            try disk.list(directory).filter { name in
                guard !name.hasSuffix(LogNames.swapSuffix), let base = segmentBase(name) else {
                    return false
                }
                return replaced.contains { $0.contains(base) }
            })
        try disk.syncDirectory(directory)
        // The data first: while its name ends in `.swap`, indexes without are taken for old ones.
        try complete(swaps.filter(isData))
        try complete(swaps.filter { !isData($0) })
    }

    /// Takes `.swap` off these names, durably.
    private func complete(_ swaps: [String]) throws(StorageError) {
        if swaps.isEmpty { return }
        for name in swaps {
            let stem = name.dropLast(LogNames.swapSuffix.count)
            try disk.rename("\(directory)/\(name)", to: "\(directory)/\(stem)")
        }
        try disk.syncDirectory(directory)
    }

    private func isData(_ name: String) -> Bool {
        name.hasSuffix(".log\(LogNames.swapSuffix)")
    }

    /// The offset behind the last batch of a replacing segment.
    private func end(of name: String, base: Int64) throws(StorageError) -> Int64 {
        let file = try disk.open("\(directory)/\(name)", .existing)
        let size = try file.size()
        var position: Int64 = 0
        var end = base
        do {
            while let head = try context.scanner.head(at: position, in: file, end: size) {
                // What cannot stand there says nothing of what the file replaces.
                guard head.lastOffset >= end, head.lastOffset - base <= Int64(Int32.max) else {
                    break
                }
                end = head.lastOffset + 1
                position = head.end
            }
        } catch  where error.code == .corrupt {
            // Recovery of the segment says what is wrong with it.
        }
        return end
    }

    /// The base offset in the name of any file of a segment, its snapshot excepted: what a
    /// producer snapshot says holds whatever became of the segments.
    private func segmentBase(_ name: String) -> Int64? {
        [".log", ".index", ".timeindex", ".txnindex"].lazy
            .compactMap { LogNames.offset(in: name, suffix: $0) }.first
    }

    /// The offset that any of the log's files begins with.
    private func base(_ name: String) -> Int64? {
        name.count > 20 ? LogNames.offset(in: String(name.prefix(20)), suffix: "") : nil
    }

    private func unlink(_ names: [String]) throws(StorageError) {
        for name in names { try disk.unlink("\(directory)/\(name)") }
    }
}
