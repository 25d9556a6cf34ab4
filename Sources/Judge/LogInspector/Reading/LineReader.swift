// SPDX-License-Identifier: Apache-2.0

import Bytes
import Glibc
import LogContract

/// Reads a text file line by line, through a small window.
final class LineReader {
    private let file: InputFile
    private let window = ByteStorage(capacity: windowBytes)
    /// Where in the file the window begins.
    private var windowStart: Int64 = 0
    private var windowCount = 0
    /// Where in the window the next line begins.
    private var place = 0

    private static let windowBytes = 64 << 10
    /// No checkpoint has longer lines: a topic's name has at most 249 bytes.
    private static let lineBytesMax = 4 << 10

    init(_ path: String) throws(StorageError) { file = try InputFile(path) }

    /// The next line without its end, split at blanks; nil at the end of the file.
    func next() throws(StorageError) -> CheckpointLines.Line? {
        var end = lineEnd()
        if end == nil {
            try refill()
            end = lineEnd()
        }
        guard place < windowCount else { return nil }
        let position = windowStart + Int64(place)
        // The last line may have no end.
        let stop = end ?? windowCount
        guard stop - place <= Self.lineBytesMax else {
            throw corrupt(position, "a line of more than \(Self.lineBytesMax) bytes")
        }
        let text = String(
            decoding: UnsafeRawBufferPointer(start: window.base + place, count: stop - place),
            as: UTF8.self)
        place = min(stop + 1, windowCount)
        return CheckpointLines.Line(position: position, fields: text.split(separator: " "))
    }

    private func lineEnd() -> Int? {
        guard place < windowCount,
            let found = memchr(window.base + place, 0x0A, windowCount - place)
        else { return nil }
        return UnsafeMutableRawPointer(window.base).distance(to: found)
    }

    /// Moves the line that was begun to the front and reads on behind it.
    private func refill() throws(StorageError) {
        let rest = windowCount - place
        memmove(window.base, window.base + place, rest)
        windowStart += Int64(place)
        place = 0
        windowCount =
            rest
            + (try file.read(
                into: UnsafeMutableRawBufferPointer(
                    start: window.base + rest, count: window.capacity - rest),
                at: windowStart + Int64(rest)))
    }

    func corrupt(_ position: Int64, _ found: String) -> StorageError {
        StorageError(
            .corrupt, operation: "read", path: file.path, position: position, found: found)
    }
}
