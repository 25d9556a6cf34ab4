// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Records

/// What Kafka asks of the records of a produce request before any log sees them
/// (ProduceRequest.validateRecords): exactly one batch of magic 2, of a codec that the request's
/// version may carry.
enum ProducedRecords {
    struct Problem {
        let code: ErrorCode
        var message: String?
    }

    static func problem(
        with records: ByteSlice, version: Int16, transactionalId: String?
    ) -> Problem? {
        guard records.count > BatchLayout.magic else {
            return Problem(code: .invalidRecord, message: "there is no record batch")
        }
        var reader = ByteReader(records)
        reader.position = BatchLayout.size
        // Both reads lie within what was checked.
        let length = (try? reader.readInt32()).map(Int.init) ?? 0
        let magic = records[BatchLayout.magic]
        if length < BatchLayout.sizeMin {
            return Problem(code: .corruptMessage, message: "batch length \(length) is too small")
        }
        if magic > 2 {
            return Problem(code: .corruptMessage, message: "magic \(magic) is not known")
        }
        if magic < 2 {
            return Problem(code: .invalidRecord, message: "magic \(magic) is no longer accepted")
        }
        guard length + BatchLayout.overhead == records.count,
            records.count >= BatchLayout.header
        else {
            return Problem(
                code: .invalidRecord, message: "the records are not exactly one whole batch")
        }
        let attributes =
            Int16(records[BatchLayout.attributes]) << 8
            | Int16(records[BatchLayout.attributes + 1])
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
