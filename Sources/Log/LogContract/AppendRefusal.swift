// SPDX-License-Identifier: Apache-2.0

/// Why a log did not take what it was given; nothing of the append is in the log.
package enum AppendRefusal: Error, Hashable, Sendable {
    /// One record of the batch that is at fault (KIP-467).
    package struct RecordFault: Hashable, Sendable {
        /// Index of the record in its batch.
        package var batchIndex: Int32
        package var message: String

        package init(batchIndex: Int32, message: String) {
            self.batchIndex = batchIndex
            self.message = message
        }
    }

    /// CRC or structure wrong: CORRUPT_MESSAGE.
    case corrupt(String)
    /// Well-formed and not allowed: INVALID_RECORD.
    case invalidRecord(String, [RecordFault])
    /// A timestamp outside the topic's bounds: INVALID_TIMESTAMP.
    case invalidTimestamp(String, [RecordFault])
    /// MESSAGE_TOO_LARGE: `bytes` of a batch against `max.message.bytes`.
    case messageTooLarge(bytes: Int, bytesMax: Int)
    /// RECORD_LIST_TOO_LARGE: the append exceeds `segment.bytes`.
    case recordListTooLarge(bytes: Int, bytesMax: Int)
    /// UNSUPPORTED_COMPRESSION_TYPE.
    case unsupportedCompression(Int8)
    /// UNSUPPORTED_FOR_MESSAGE_FORMAT.
    case unsupportedFormat(String)
    /// Codec bits that name no codec: Kafka answers UNKNOWN_SERVER_ERROR.
    case unknownCodec(Int8)
    /// OUT_OF_ORDER_SEQUENCE_NUMBER.
    case outOfOrderSequence(producerId: Int64, expected: Int32, found: Int32)
    /// INVALID_PRODUCER_EPOCH.
    case invalidProducerEpoch(producerId: Int64, current: Int16, found: Int16)
    /// INVALID_TXN_STATE.
    case invalidTransactionState(String)
    /// TRANSACTION_COORDINATOR_FENCED.
    case coordinatorFenced(current: Int32, found: Int32)
    /// KAFKA_STORAGE_ERROR: the disk failed; the log directory may have gone offline.
    case storage(StorageError)
}
