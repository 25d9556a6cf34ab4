// SPDX-License-Identifier: Apache-2.0

/// Batches of one codec.
package struct CodecStatistics: Hashable, Sendable {
    package var batches: Int64 = 0
    package var records: Int64 = 0
    /// Bytes of records as stored, headers of batches left out.
    package var storedBytes: Int64 = 0
    /// The same, unpacked.
    package var plainBytes: Int64 = 0

    package init() {}

    /// Original to compressed; nil when nothing was stored.
    package var ratio: Double? {
        storedBytes == 0 ? nil : Double(plainBytes) / Double(storedBytes)
    }

    mutating func add(_ other: CodecStatistics) {
        batches += other.batches
        records += other.records
        storedBytes += other.storedBytes
        plainBytes += other.plainBytes
    }
}
