// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Walks the batches of all segments of one replica in order.
final class ReplicaCursor {
    let folder: PartitionFolder
    /// The batch the cursor is at; nil at the end.
    private(set) var batch: SegmentBatch?
    private(set) var path = ""
    private var segments: ArraySlice<Int64>
    private var reader: SegmentReader?

    /// Stands at the first batch that reaches `offset`.
    init(_ folder: PartitionFolder, from offset: Int64) throws(StorageError) {
        self.folder = folder
        let first = folder.segments.lastIndex { $0 <= offset } ?? 0
        segments = folder.segments[min(first, folder.segments.count)...]
        repeat { try advance() } while batch.map { $0.frame.lastOffset < offset } ?? false
    }

    /// Goes to the next batch.
    func advance() throws(StorageError) {
        batch = nil
        while true {
            if let reader, case .batch(let next) = try reader.next() {
                batch = next
                return
            }
            guard let base = segments.popFirst() else { return }
            path = folder.file(.log, at: base)
            reader = try SegmentReader(path)
        }
    }

    /// First offset that the replica may have.
    static func start(of folder: PartitionFolder) -> Int64 {
        max(folder.segments.first ?? 0, folder.marks.logStart ?? 0)
    }
}
