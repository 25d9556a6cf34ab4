// SPDX-License-Identifier: Apache-2.0

import Records

/// Plain batches that will be written one behind the other with one call.
///
/// A file system keeps what one call brings in as few and large pieces as it can: five batches of
/// 64 KiB that begin anywhere in a page cost a third less together than one by one.
struct AppendRun {
    /// How many a call takes; the kernel's bound is on parts, of which each batch has two.
    static let batchesMax = 64

    struct Batch {
        let plain: PlainBatch
        let lastOffset: Int64
        var sizeInBytes: Int { plain.sizeInBytes }
        var maxTimestamp: Int64 { plain.maxTimestamp }
    }

    private(set) var batches: [Batch] = []
    /// Of each batch the head as it shall stand in the file, and the rest as it came.
    private(set) var parts: [UnsafeRawBufferPointer] = []
    private(set) var sizeInBytes = 0
    private let headers: UnsafeMutableRawPointer

    /// `headers` has room for what precedes the magic of `batchesMax` batches, until the run is
    /// written.
    init(headers: UnsafeMutableRawPointer) { self.headers = headers }

    var isFull: Bool { batches.count == Self.batchesMax }

    /// Adds a batch whose bytes, `raw`, stay until the run is written.
    mutating func add(
        _ plain: PlainBatch, _ raw: UnsafeRawBufferPointer, firstOffset: Int64, leaderEpoch: Int32
    ) {
        let head = headers + batches.count * BatchLayout.magic
        plain.writeHead(of: raw, to: head, baseOffset: firstOffset, leaderEpoch: leaderEpoch)
        parts.append(UnsafeRawBufferPointer(start: head, count: BatchLayout.magic))
        parts.append(UnsafeRawBufferPointer(rebasing: raw[BatchLayout.magic...]))
        batches.append(
            Batch(plain: plain, lastOffset: firstOffset + Int64(plain.lastOffsetDelta)))
        sizeInBytes += plain.sizeInBytes
    }

    /// The last batch of the producer, nil when there is none.
    func last(of producerId: Int64) -> PlainBatch? {
        batches.last { $0.plain.producerId == producerId }?.plain
    }
}
