// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Reads the batches of closed segments through one buffer that is used again and again.
///
/// A batch given out is good until the next is asked for.
final class BatchFeed {
    private static let bufferBytes = 1 << 20

    private var buffer = ByteStorage(capacity: bufferBytes)
    private var bufferStart: Int64 = 0
    private var bufferCount = 0
    private var segment: Segment?
    private(set) var position: Int64 = 0

    /// Goes to `position` of a segment.
    func begin(_ segment: Segment, at position: Int64) {
        self.segment = segment
        self.position = position
        bufferStart = position
        bufferCount = 0
    }

    /// The next batch, its checksum verified; nil at the segment's end.
    func next() throws(StorageError) -> StoredBatch? {
        guard let segment, position < segment.size else { return nil }
        try fill(atLeast: BatchLayout.prefix, of: segment)
        let size = announcedSize(of: segment)
        guard size > BatchLayout.overhead, Int64(size) <= segment.size - position else {
            throw corrupt("a batch of \(size) bytes does not fit")
        }
        try fill(atLeast: size, of: segment)
        do throws(RecordError) {
            let batch = try StoredBatch(available(of: segment))
            try batch.checkCRC()
            position += Int64(batch.sizeInBytes)
            return batch
        } catch {
            throw corrupt("\(error)")
        }
    }

    /// What is wrong with the batch that `next` would give, or gave last.
    func corrupt(_ found: String) -> StorageError {
        StorageError(
            .corrupt, operation: "clean", path: segment?.path ?? "", position: position,
            found: found)
    }

    /// What the batch at the position says it takes, 0 where too little is left to say so.
    private func announcedSize(of segment: Segment) -> Int {
        available(of: segment).withUnsafeBytes { bytes in
            guard bytes.count >= BatchLayout.overhead else { return 0 }
            let size = bytes.loadUnaligned(fromByteOffset: BatchLayout.size, as: Int32.self)
            return Int(Int32(bigEndian: size)) + BatchLayout.overhead
        }
    }

    private func available(of segment: Segment) -> ByteSlice {
        let start = Int(position - bufferStart)
        return ByteSlice(storage: buffer, start: start, count: bufferCount - start)
    }

    private func fill(atLeast wanted: Int, of segment: Segment) throws(StorageError) {
        if bufferCount - Int(position - bufferStart) >= wanted { return }
        if wanted > buffer.capacity { buffer = ByteStorage(capacity: wanted) }
        let count = Int(min(Int64(buffer.capacity), segment.size - position))
        bufferStart = position
        bufferCount = try segment.file().read(
            into: UnsafeMutableRawBufferPointer(start: buffer.base, count: count), at: position)
        guard bufferCount >= min(wanted, count) else {
            throw corrupt("the file is shorter than its log")
        }
    }
}
