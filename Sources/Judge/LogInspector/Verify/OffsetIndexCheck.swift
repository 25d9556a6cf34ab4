// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Holds a `.index` against the batches of its segment, both read once from the front.
///
/// An entry names the last offset of a batch and the batch's position; up to Kafka 3.9 the last
/// offset of all batches of one append, and the position of the first. Both lead a reader right.
final class OffsetIndexCheck {
    private let reader: IndexReader<OffsetIndexEntry>
    private let baseOffset: Int64
    private let log: FindingLog
    private var upcoming: OffsetIndexEntry?
    private var upcomingPosition: Int64 = 0
    /// An entry whose batch was found and whose offset is still to come.
    private var open: (offset: Int64, position: Int64)?
    private var previousOffset: Int32?
    private(set) var count: Int64 = 0

    var file: InputFile { reader.file }

    init(_ path: String, baseOffset: Int64, log: FindingLog) throws(StorageError) {
        reader = try IndexReader(path)
        self.baseOffset = baseOffset
        self.log = log
        if reader.oddBytes > 0 {
            log.add(
                Finding(
                    "L8", path: path, position: reader.file.size - reader.oddBytes,
                    reason: "\(Quantity.text(reader.oddBytes, "byte")) behind the last whole entry")
            )
        }
        try advance()
    }

    private func advance() throws(StorageError) {
        upcoming = try reader.next()
        upcomingPosition = reader.position
        guard let upcoming else { return }
        count += 1
        if let previousOffset, upcoming.relativeOffset <= previousOffset {
            add(
                "entry \(upcoming.relativeOffset) after \(previousOffset)",
                position: upcomingPosition)
        }
        previousOffset = upcoming.relativeOffset
    }

    private func add(_ reason: String, position: Int64, rule: String = "L8") {
        log.add(Finding(rule, path: reader.file.path, position: position, reason: reason))
    }

    /// Takes in a batch, the one before it having ended at `previousLastOffset`.
    func take(_ frame: BatchFrame, previousLastOffset: Int64?) throws(StorageError) {
        while let entry = upcoming, Int64(entry.position) < frame.position {
            add("position \(entry.position) is no batch's", position: upcomingPosition)
            try advance()
        }
        while let entry = upcoming, Int64(entry.position) == frame.position {
            let offset = baseOffset &+ Int64(entry.relativeOffset)
            if let previousLastOffset, offset <= previousLastOffset {
                add(
                    "a read of offset \(previousLastOffset) would begin behind it, at"
                        + " \(frame.position)", position: upcomingPosition, rule: "L6")
            } else if offset < frame.lastOffset && frame.magic == 2 {
                add(
                    "offset \(offset) for a batch that ends at \(frame.lastOffset)",
                    position: upcomingPosition)
            } else {
                closeOpen()
                open = (offset, upcomingPosition)
            }
            try advance()
        }
        if let pending = open, frame.lastOffset >= pending.offset {
            if frame.lastOffset != pending.offset && frame.magic == 2 { closeOpen() }
            open = nil
        }
    }

    /// The offset of the open entry never came.
    private func closeOpen() {
        guard let pending = open else { return }
        add("offset \(pending.offset) ends no batch", position: pending.position)
        open = nil
    }

    /// The segment ended; `mayLag` when it is still written.
    func finish(mayLag: Bool) throws(StorageError) {
        closeOpen()
        var isFirst = true
        while let entry = upcoming {
            if !mayLag && isFirst {
                add(
                    "position \(entry.position) is behind the last batch",
                    position: upcomingPosition)
            }
            isFirst = false
            try advance()
        }
    }

    /// Bytes of zeros at the end, known after `finish`.
    var zeroBytes: Int64 { reader.zeroBytes }
}
