// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// What Kafka asks of the records of a produce request before any log sees them
/// (ProduceRequest.validateRecords): exactly one batch of magic 2, of a codec that the request's
/// version may carry.
enum ProducedRecords {
    struct Problem {
        let code: ErrorCode
        var message: String?
    }

    // Places in the batch header (record format, "Record Batch").
    private static let lengthPosition = 8
    private static let magicPosition = 16
    private static let attributesPosition = 21
    private static let lengthPrefixBytes = 12
    private static let headerBytes = 61
    /// What a record set of any magic takes at least, behind its length.
    private static let lengthMin = 14

    static func problem(
        with records: ByteSlice, version: Int16, transactionalId: String?
    ) -> Problem? {
        guard records.count > magicPosition else {
            return Problem(code: .invalidRecord, message: "there is no record batch")
        }
        var reader = ByteReader(records)
        reader.position = lengthPosition
        // Both reads lie within what was checked.
        let length = (try? reader.readInt32()).map(Int.init) ?? 0
        let magic = records[magicPosition]
        if length < lengthMin {
            return Problem(code: .corruptMessage, message: "batch length \(length) is too small")
        }
        if magic > 2 {
            return Problem(code: .corruptMessage, message: "magic \(magic) is not known")
        }
        if magic < 2 {
            return Problem(code: .invalidRecord, message: "magic \(magic) is no longer accepted")
        }
        guard length + lengthPrefixBytes == records.count, records.count >= headerBytes else {
            return Problem(
                code: .invalidRecord, message: "the records are not exactly one whole batch")
        }
        let attributes =
            Int16(records[attributesPosition]) << 8
            | Int16(records[attributesPosition + 1])
        if attributes & 7 == 4 && version < 7 {
            return Problem(code: .unsupportedCompressionType)
        }
        if attributes & 0x10 != 0 && attributes & 0x20 == 0 {
            // No transaction can be open: there is no coordinator to open one.
            return transactionalId == nil
                ? Problem(code: .transactionalIdAuthorizationFailed)
                : Problem(code: .invalidTxnState, message: "no transaction is open")
        }
        return nil
    }
}
