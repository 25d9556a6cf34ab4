// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogContract

/// Reads the entries of an index file one after the other, through a small window.
///
/// A preallocated file that was not trimmed ends in zeros; they are passed over, and counted.
package final class IndexReader<Entry: IndexEntry> {
    package let file: InputFile
    /// Where the entry that `next` gives out stands.
    package private(set) var position: Int64 = 0
    /// Bytes of zeros behind the last entry, known once `next` gave nil.
    package private(set) var zeroBytes: Int64 = 0
    private let window: ByteStorage
    private var windowStart: Int64 = 0
    private var windowCount = 0
    private var upcoming: Int64 = 0
    /// Up to here it is known that zeros are no end: something else follows.
    private var zerosEnd: Int64 = 0

    private static var windowEntries: Int { 512 }

    package init(_ path: String) throws(StorageError) {
        file = try InputFile(path)
        window = ByteStorage(capacity: Self.windowEntries * Entry.bytes)
    }

    /// Bytes behind the last whole entry: a cut file.
    package var oddBytes: Int64 { file.size % Int64(Entry.bytes) }

    /// The next entry; nil behind the last, or where only zeros follow.
    package func next() throws(StorageError) -> Entry? {
        guard var entryBytes = try raw(at: upcoming) else { return nil }
        if upcoming >= zerosEnd, entryBytes.allSatisfy({ $0 == 0 }) {
            guard let end = try ZeroRun.end(of: file, from: upcoming) else {
                zeroBytes = file.size - upcoming
                upcoming = file.size
                return nil
            }
            zerosEnd = end
            // A broker may have written entries since the window was read.
            windowCount = 0
            guard let again = try raw(at: upcoming) else { return nil }
            entryBytes = again
        }
        let entry = Entry(entryBytes)
        position = upcoming
        upcoming += Int64(Entry.bytes)
        return entry
    }

    private func raw(at place: Int64) throws(StorageError) -> UnsafeRawBufferPointer? {
        guard place + Int64(Entry.bytes) <= file.size else { return nil }
        if place < windowStart || place + Int64(Entry.bytes) > windowStart + Int64(windowCount) {
            windowCount = try file.read(
                into: UnsafeMutableRawBufferPointer(start: window.base, count: window.capacity),
                at: place)
            windowStart = place
            guard windowCount >= Entry.bytes else { return nil }
        }
        return UnsafeRawBufferPointer(
            start: window.base + Int(place - windowStart), count: Entry.bytes)
    }
}
