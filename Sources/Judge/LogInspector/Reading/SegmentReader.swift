// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogContract
import Records

/// Reads the batches of a segment file one after the other, through one window that is reused.
///
/// Memory is the window, or one batch where that is larger, and never more than `wholeBytesMax`: of
/// larger batches only the header is given out, and `checksum` streams over the rest.
package final class SegmentReader {
    /// What `next` found.
    package enum Step {
        case batch(SegmentBatch)
        /// The rest of the file is no batch.
        case tail(SegmentTail)
        case end
    }

    package let file: InputFile
    /// Where the next batch begins.
    package private(set) var position: Int64 = 0
    private let end: Int64
    private let wholeBytesMax: Int
    private var window: ByteStorage
    private var windowStart: Int64 = 0
    private var windowCount = 0

    package static let windowBytes = 1 << 20
    /// A batch of more bytes is not held in memory.
    package static let wholeBytesMax = 32 << 20

    package init(
        _ path: String, windowBytes: Int = SegmentReader.windowBytes,
        wholeBytesMax: Int = SegmentReader.wholeBytesMax
    ) throws(StorageError) {
        file = try InputFile(path)
        end = file.size
        self.wholeBytesMax = max(wholeBytesMax, BatchLayout.header)
        window = ByteStorage(
            capacity: Int(min(Int64(max(windowBytes, BatchLayout.header)), max(file.size, 64))))
    }

    /// Goes on at `place`, where a batch begins.
    package func seek(to place: Int64) { position = min(max(place, 0), end) }

    /// The next batch; its bytes stay valid for as long as they are held.
    package func next() throws(StorageError) -> Step {
        guard position < end else { return .end }
        let available = end - position
        let head = try bytes(Int(min(available, Int64(BatchLayout.header))))
        let found: BatchFrame?
        do throws(RecordError) {
            found = try head.withUnsafeBytes { (raw) throws(RecordError) in
                try BatchFrame(raw, position: position)
            }
        } catch {
            return try tail(.malformed("no batch begins here: \(error.reason)"))
        }
        guard let frame = found else {
            return try tail(.incomplete("\(Quantity.text(available, "byte")) cannot hold a batch"))
        }
        guard frame.end <= end else {
            return try tail(
                .incomplete("a batch of \(frame.sizeInBytes) bytes with \(available) there"))
        }
        let wanted =
            frame.sizeInBytes > wholeBytesMax ? BatchLayout.header : frame.sizeInBytes
        let batch = SegmentBatch(frame: frame, bytes: try bytes(wanted))
        position = frame.end
        return .batch(batch)
    }

    private func tail(_ cause: SegmentTail.Cause) throws(StorageError) -> Step {
        var cause = cause
        if try ZeroRun.reachesEnd(of: file, from: position) { cause = .zeros }
        let tail = SegmentTail(position: position, bytes: end - position, cause: cause)
        position = end
        return .tail(tail)
    }

    /// `count` bytes from `position` on, which the file has.
    private func bytes(_ count: Int) throws(StorageError) -> ByteSlice {
        if position < windowStart || position + Int64(count) > windowStart + Int64(windowCount) {
            try fill(count)
        }
        return ByteSlice(
            storage: window, start: Int(position - windowStart), count: count)
    }

    private func fill(_ count: Int) throws(StorageError) {
        // Somebody may still hold bytes of the window: they keep it, and a new one takes its place.
        if count > window.capacity || !isKnownUniquelyReferenced(&window) {
            let capacity = max(count, min(window.capacity, Self.windowBytes))
            // The old one goes first, so that two large batches in a row are not held at once.
            window = ByteStorage(capacity: 0)
            window = ByteStorage(capacity: capacity)
        }
        let wanted = Int(min(Int64(window.capacity), end - position))
        windowStart = position
        windowCount = 0
        let read = try file.read(
            into: UnsafeMutableRawBufferPointer(start: window.base, count: wanted), at: position)
        guard read >= count else {
            throw StorageError(
                .io, operation: "pread", path: file.path, position: position,
                found: "the file was cut while it was read")
        }
        windowCount = read
    }

    /// The CRC-32C of a batch that was not read whole, streamed.
    package func checksum(of frame: BatchFrame) throws(StorageError) -> UInt32 {
        let chunk = ByteStorage(capacity: 256 << 10)
        var seed: UInt32 = 0
        var place = frame.position + Int64(BatchLayout.attributes)
        while place < frame.end {
            let wanted = Int(min(Int64(chunk.capacity), frame.end - place))
            let count = try file.read(
                into: UnsafeMutableRawBufferPointer(start: chunk.base, count: wanted), at: place)
            guard count > 0 else { break }
            seed = CRC32C.checksum(
                UnsafeRawBufferPointer(start: chunk.base, count: count), seed: seed)
            place += Int64(count)
        }
        return seed
    }
}
