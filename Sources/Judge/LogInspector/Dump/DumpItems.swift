// SPDX-License-Identifier: Apache-2.0

package import Records

/// One line of a dump: a file begins, or something that stands in it.
package enum DumpItem: Sendable {
    case file(DumpedFile)
    case batch(DumpedBatch)
    case record(DumpedRecord)
    /// The end of a segment file that is no batch.
    case tail(SegmentTail)
    /// An index without entries.
    case empty
    case indexEntry(offset: Int64, position: Int32)
    case timeEntry(timestamp: Int64, offset: Int64)
    case aborted(AbortedTransaction)
    case producer(ProducerSnapshotFile.Entry)
    case epoch(LeaderEpochText.Entry)
    case offset(OffsetCheckpointText.Entry)
    case property(name: String, value: String)
    /// A whole small file that is JSON already.
    case text(String)
    /// Something that could not be read.
    case fault(String, position: Int64?)
}

/// A file that a dump comes to.
package struct DumpedFile: Sendable {
    package var path: String
    package var kind: FileName.Kind
    package var stage: FileName.Stage
    /// The offset in its name.
    package var offset: Int64?
    package var bytes: Int64
}

/// A batch that a dump shows.
package struct DumpedBatch: Sendable {
    package var frame: BatchFrame
    /// nil in magic 0 and 1.
    package var header: BatchHeader?
    package var attributes: BatchAttributes
    package var crc: UInt32
    package var isValid: Bool
    /// What was wrong with its records when they were to be shown.
    package var fault: String?
}

/// A record that a dump shows.
package struct DumpedRecord: Sendable {
    package var record: Record
    /// -1 without.
    package var sequence: Int32
    package var isLogAppendTime: Bool
    /// Of a record in a control batch.
    package var control: ControlReading?
    package var reading: RecordDecoder.Reading
}
