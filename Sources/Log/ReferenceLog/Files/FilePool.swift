// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Where segments get their files from: the disk, and how much of it may be held at once, over
/// all logs of an engine.
final class FilePool {
    /// An index that did not fit its segment and was made anew while it was in use.
    struct Repair {
        var path: String
        var position: Int64
        var reason: String
    }

    let disk: any Disk
    /// Open files.
    let descriptors: Residency
    /// Bytes of index entries in memory.
    let indexes: Residency
    private(set) var repairs: [Repair] = []
    /// Is told of each repair that is remembered.
    var onRepair: (Repair) -> Void = { _ in }

    init(disk: any Disk, openFilesMax: Int, indexBytesMax: Int) {
        self.disk = disk
        descriptors = Residency(costMax: openFilesMax)
        indexes = Residency(costMax: indexBytesMax)
    }

    /// Remembers a repair, to be reported.
    func note(_ repair: Repair) {
        // A disk that lies everywhere must not fill the memory as well.
        guard repairs.count < 1000 else { return }
        repairs.append(repair)
        onRepair(repair)
    }
}
