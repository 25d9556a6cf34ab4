// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// The one record of a control batch: what a broker says to brokers and clients in a log.
package struct ControlRecord: Hashable, Sendable {
    /// What kind of control record; numbers this build does not know survive.
    package struct Kind: RawRepresentable, Hashable, Sendable {
        package var rawValue: Int16
        package init(rawValue: Int16) { self.rawValue = rawValue }

        /// A transaction was aborted (KIP-98).
        package static let abort = Kind(rawValue: 0)
        /// A transaction was committed (KIP-98).
        package static let commit = Kind(rawValue: 1)
        /// A KRaft leader began its epoch (KIP-595).
        package static let leaderChange = Kind(rawValue: 2)
        package static let snapshotHeader = Kind(rawValue: 3)
        package static let snapshotFooter = Kind(rawValue: 4)
        package static let kraftVersion = Kind(rawValue: 5)
        package static let kraftVoters = Kind(rawValue: 6)
    }

    /// Version of the key's layout; later ones begin as version 0 does.
    package var version: Int16
    package var kind: Kind
    /// The value's bytes, empty when null.
    package var value: ByteSlice

    /// Reads the one record of a control batch.
    package init(_ batch: RecordBatchView) throws(RecordError) {
        guard batch.recordCount == 1 else {
            throw RecordError(
                .controlRecordCount(batch.recordCount), at: BatchLayout.recordCount)
        }
        let payload = batch.payload
        defer { withExtendedLifetime(payload.storage) {} }
        var iterator = try RecordIterator(
            UnsafeRawBufferPointer(start: payload.base, count: payload.count), recordCount: 1)
        guard let record = try iterator.next(), let key = record.key, key.count >= 4 else {
            throw RecordError(.controlKey, at: BatchLayout.header, recordIndex: 0)
        }
        _ = try iterator.next()
        version = Int16(bigEndian: key.loadUnaligned(as: Int16.self))
        kind = Kind(
            rawValue: Int16(bigEndian: key.loadUnaligned(fromByteOffset: 2, as: Int16.self)))
        guard version >= 0 else {
            throw RecordError(.controlKey, at: BatchLayout.header, recordIndex: 0)
        }
        value = record.valueRange.map { payload[$0] } ?? .empty
    }

    /// Of a transaction's marker: the epoch of the coordinator that wrote it.
    package var coordinatorEpoch: Int32? {
        guard kind == .abort || kind == .commit, value.count >= 6 else { return nil }
        return value.withUnsafeBytes {
            Int32(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: Int32.self))
        }
    }
}
