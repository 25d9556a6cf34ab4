// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

// Faults of single records (KIP-467). One pass over a good batch only sums it up; which records
// are at fault, and why, is found in a second pass over a bad one.

extension AppendValidator {
    /// Whether any record can be at fault, as far as the summary tells.
    func mayHoldFaults(_ batch: RecordBatchView, _ summary: RecordSummary) -> Bool {
        if config.cleanupPolicy.contains(.compact) && summary.firstWithoutKey != nil {
            return true
        }
        if batch.attributes.isLogAppendTime { return true }
        guard config.timestampType == .createTime else { return false }
        let hasMissing = summary.minTimestamp == -1 && summary.maxTimestamp != -1
        return hasMissing || isOutOfRange(summary.minTimestamp)
            || isOutOfRange(summary.maxTimestamp)
    }

    /// Refuses the batch when a record of it is at fault.
    func refuseFaults(of batch: RecordBatchView) throws(AppendRefusal) {
        var faults: [AppendRefusal.RecordFault] = []
        var isAboutTime = false
        do throws(RecordError) {
            let block = try batch.block(using: codecs, limit: config.decompressedBytesMax)
            var index: Int32 = 0
            try block.forEach { record in
                if let message = fault(of: record, in: block, batch, &isAboutTime) {
                    faults.append(.init(batchIndex: index, message: message))
                }
                index += 1
                return true
            }
        } catch {
            throw .invalidRecord("\(error)", [])
        }
        if faults.isEmpty { return }
        if isAboutTime {
            throw .invalidTimestamp(
                "One or more records have been rejected due to invalid timestamp", faults)
        }
        let shown = faults.prefix(3).map {
            "RecordError(batchIndex=\($0.batchIndex), message='\($0.message)')"
        }
        throw .invalidRecord(
            "One or more records have been rejected due to \(faults.count) record errors in "
                + "total, and only showing the first three errors at most: "
                + "[\(shown.joined(separator: ", "))]",
            faults)
    }

    private func fault(
        of record: RecordView, in block: RecordBlock, _ batch: RecordBatchView,
        _ isAboutTime: inout Bool
    ) -> String? {
        if config.cleanupPolicy.contains(.compact) && !record.hasKey {
            return "Compacted topic cannot accept message without key in topic partition "
                + "\(partition)"
        }
        let timestamp = block.timestamp(of: record)
        if config.timestampType == .createTime && timestamp != -1 {
            guard isOutOfRange(timestamp) else { return nil }
            isAboutTime = true
            let earliest = nowMillis.subtractingReportingOverflow(config.timestampBeforeMillisMax)
            let latest = nowMillis.addingReportingOverflow(config.timestampAfterMillisMax)
            return "Timestamp \(timestamp) of message with offset \(block.offset(of: record)) is "
                + "out of range. The timestamp should be within "
                + "[\(earliest.partialValue), \(latest.overflow ? .max : latest.partialValue)]"
        }
        guard batch.attributes.isLogAppendTime else { return nil }
        isAboutTime = true
        return "Invalid timestamp type in message. Producer should not set timestamp type to "
            + "LogAppendTime."
    }

    private func isOutOfRange(_ timestamp: Int64) -> Bool {
        if timestamp == -1 { return false }
        let (behind, _) = nowMillis.subtractingReportingOverflow(timestamp)
        let (ahead, _) = timestamp.subtractingReportingOverflow(nowMillis)
        return behind > config.timestampBeforeMillisMax || ahead > config.timestampAfterMillisMax
    }
}
