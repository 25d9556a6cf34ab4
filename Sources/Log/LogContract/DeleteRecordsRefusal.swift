// SPDX-License-Identifier: Apache-2.0

/// Why a log's start was not moved.
package enum DeleteRecordsRefusal: Error, Hashable, Sendable {
    /// OFFSET_OUT_OF_RANGE: beyond the high watermark, or a negative offset that means nothing.
    case outOfRange
    /// POLICY_VIOLATION: `cleanup.policy` does not include `delete`.
    case policyForbids
    /// KAFKA_STORAGE_ERROR.
    case storage(StorageError)
}
