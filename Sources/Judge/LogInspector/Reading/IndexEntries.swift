// SPDX-License-Identifier: Apache-2.0

/// An entry of fixed size in an index file.
package protocol IndexEntry: Hashable, Sendable {
    static var bytes: Int { get }

    /// Reads the entry at the start of `raw`, which holds all of it.
    init(_ raw: UnsafeRawBufferPointer)
}

extension IndexEntry {
    static func load<Value: FixedWidthInteger>(
        _ raw: UnsafeRawBufferPointer, _ position: Int
    ) -> Value {
        Value(bigEndian: raw.loadUnaligned(fromByteOffset: position, as: Value.self))
    }
}

/// An entry of a `.index`: last offset of a batch, relative to the segment's base, and where the
/// batch begins.
package struct OffsetIndexEntry: IndexEntry {
    package static let bytes = 8
    package var relativeOffset: Int32
    package var position: Int32

    package init(_ raw: UnsafeRawBufferPointer) {
        relativeOffset = Self.load(raw, 0)
        position = Self.load(raw, 4)
    }

    package init(relativeOffset: Int32, position: Int32) {
        self.relativeOffset = relativeOffset
        self.position = position
    }
}

/// An entry of a `.timeindex`: the greatest timestamp so far and the relative last offset of the
/// first batch that reached it.
package struct TimeIndexEntry: IndexEntry {
    package static let bytes = 12
    package var timestamp: Int64
    package var relativeOffset: Int32

    package init(_ raw: UnsafeRawBufferPointer) {
        timestamp = Self.load(raw, 0)
        relativeOffset = Self.load(raw, 8)
    }

    package init(timestamp: Int64, relativeOffset: Int32) {
        self.timestamp = timestamp
        self.relativeOffset = relativeOffset
    }
}

/// An entry of a `.txnindex`: a transaction whose ABORT marker stands in the segment (KIP-98).
package struct AbortedTransaction: IndexEntry {
    package static let bytes = 34
    package var version: Int16
    package var producerId: Int64
    package var firstOffset: Int64
    /// That of the marker.
    package var lastOffset: Int64
    package var lastStableOffset: Int64

    package init(_ raw: UnsafeRawBufferPointer) {
        version = Self.load(raw, 0)
        producerId = Self.load(raw, 2)
        firstOffset = Self.load(raw, 10)
        lastOffset = Self.load(raw, 18)
        lastStableOffset = Self.load(raw, 26)
    }

    package init(
        producerId: Int64, firstOffset: Int64, lastOffset: Int64, lastStableOffset: Int64
    ) {
        version = 0
        self.producerId = producerId
        self.firstOffset = firstOffset
        self.lastOffset = lastOffset
        self.lastStableOffset = lastStableOffset
    }
}
