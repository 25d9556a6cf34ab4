// SPDX-License-Identifier: Apache-2.0

package import LogContract

extension ReferencePartitionLog {
    package func deleteRecords(
        before offset: Int64
    ) throws(DeleteRecordsRefusal) -> Int64 {
        guard config.cleanupPolicy.contains(.delete) else { throw .policyForbids }
        let target = offset == -1 ? highWatermark : offset
        guard target >= 0, target <= highWatermark else { throw .outOfRange }
        do {
            try checkUsable()
            try raiseLogStart(to: target)
        } catch {
            context.note(error)
            throw .storage(error)
        }
        return logStartOffset
    }

    /// Moves the log's start up; what is below is no longer read, whether its files are there or
    /// not.
    func raiseLogStart(to offset: Int64) throws(StorageError) {
        guard offset > logStartOffset else { return }
        // The start moves first: an offset once refused must not be read again in this process.
        logStartOffset = offset
        producers.forget(below: offset)
        try epochs.truncateStart(to: offset)
    }
}
