// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Records

/// Brokers that cut the beginning of a log wrongly (KIP-107).
enum RecordDeletionDeviants {
    static let all: [Deviant] = cuts + beginnings

    private static let cuts: [Deviant] = [
        Deviant(
            "delete-records-ignored",
            rule: "Records below the offset of a DeleteRecords are gone",
            breach: "says so and does nothing",
            killedBy: [
                "topic/delete-records", "topic/delete-records-at-end", "topic/delete-records-hw",
                "lo/after-delete-records", "lo/after-delete-all",
            ],
            .cutting { log, offset in offset < 0 ? log.highWatermark : offset }),
        Deviant(
            "delete-records-minus-one-ignored",
            rule: "Offset -1 of a DeleteRecords stands for the high watermark",
            breach: "takes it for the begin of the log",
            killedBy: ["topic/delete-records-hw"],
            .cutting { log, offset throws(DeleteRecordsRefusal) in
                offset == -1 ? log.logStartOffset : try log.deleteRecords(before: offset)
            }),
        Deviant(
            "delete-records-clamped",
            rule: "A DeleteRecords beyond the high watermark is OFFSET_OUT_OF_RANGE",
            breach: "deletes everything",
            killedBy: ["topic/delete-records-beyond"],
            .cutting { log, offset throws(DeleteRecordsRefusal) in
                try log.deleteRecords(before: min(offset, log.highWatermark))
            }),
        Deviant(
            "delete-records-any-negative",
            rule: "A negative offset other than -1 is OFFSET_OUT_OF_RANGE",
            breach: "takes it for -1",
            killedBy: ["topic/delete-records-negative"],
            .cutting { log, offset throws(DeleteRecordsRefusal) in
                try log.deleteRecords(before: max(offset, -1))
            }),
        Deviant(
            "delete-records-once",
            rule: "A DeleteRecords that has nothing left to delete succeeds",
            breach: "says OFFSET_OUT_OF_RANGE",
            killedBy: ["topic/delete-records-repeat"],
            .cutting { log, offset throws(DeleteRecordsRefusal) in
                if offset >= 0, offset <= log.logStartOffset { throw .outOfRange }
                return try log.deleteRecords(before: offset)
            }),
        Deviant(
            "delete-records-of-compacted",
            rule: "A topic that only compacts refuses DeleteRecords, and keeps what is old",
            breach: "takes it for one that deletes too",
            killedBy: ["topic/delete-records-compacted", "cmp/no-time-retention"],
            .configured { $0.cleanupPolicy.insert(.delete) }),
        Deviant(
            "delete-records-everywhere",
            rule: "A DeleteRecords cuts the partition it names",
            breach: "cuts partitions 0 and 1 alike",
            killedBy: ["topic/delete-records-one-partition"],
            .asking(DeleteRecordsRequest.self) { request, _ in
                for topic in request.topics.indices {
                    guard var part = request.topics[topic].partitions.first else { continue }
                    part.partitionIndex = 1 - min(1, part.partitionIndex)
                    request.topics[topic].partitions.append(part)
                }
            }),
        Deviant(
            "delete-records-version-zero",
            rule: "DeleteRecords means the same in every version",
            breach: "deletes nothing in version 0",
            killedBy: ["topic/delete-records-each-version"],
            .asking(DeleteRecordsRequest.self) { request, version in
                guard version == 0 else { return }
                for topic in request.topics.indices {
                    for part in request.topics[topic].partitions.indices {
                        request.topics[topic].partitions[part].offset = 0
                    }
                }
            }),
        Deviant(
            "delete-records-of-unknown",
            rule: "A DeleteRecords of what is not there is UNKNOWN_TOPIC_OR_PARTITION",
            breach: "says it is done",
            killedBy: [
                "topic/delete-records-unknown-topic", "topic/delete-records-unknown-partition",
            ],
            .answering(DeleteRecordsRequest.self) { answer, _, _ in
                let unknown = ErrorCode.unknownTopicOrPartition.rawValue
                for topic in answer.topics.indices {
                    for part in answer.topics[topic].partitions.indices
                    where answer.topics[topic].partitions[part].errorCode == unknown {
                        answer.topics[topic].partitions[part].errorCode = 0
                    }
                }
            }),
    ]

    private static let beginnings: [Deviant] = [
        Deviant(
            "earliest-ignores-cut",
            rule: "The earliest offset follows the begin of the log",
            breach: "stays 0",
            killedBy: ["lo/after-delete-records", "topic/delete-records"],
            .logs { UncutLog($0) }),
        Deviant(
            "offsets-reused-when-emptied",
            rule: "A log whose records are all gone goes on at its next offset",
            breach: "begins at 0 again",
            killedBy: [
                "off/no-reuse-delete-records", "off/no-reuse-retention", "lo/after-delete-all",
            ],
            .logs { RebasedLog($0) }),
        Deviant(
            "cut-batch-dropped",
            rule: "A batch in which the log begins is given whole",
            breach: "leaves it out",
            killedBy: ["topic/delete-records-mid-batch"],
            .logs { log in
                EditedReadLog(log) { bytes, _ in
                    guard let first = try? RecordBatchView(bytes),
                        first.baseOffset < log.logStartOffset
                    else { return bytes }
                    return bytes.dropFirst(first.sizeInBytes)
                }
            }),
        Deviant(
            "produce-log-start-zero",
            rule: "An answer to Produce tells where the log begins",
            breach: "says 0",
            killedBy: ["topic/delete-records-told"],
            .answering(ProduceRequest.self) { answer, _, _ in
                for topic in answer.responses.indices {
                    for part in answer.responses[topic].partitionResponses.indices {
                        answer.responses[topic].partitionResponses[part].logStartOffset = 0
                    }
                }
            }),
        Deviant(
            "times-of-gone-records",
            rule: "A time gives the first record that is late enough and still there",
            breach: "finds records that are gone",
            killedBy: [
                "lo/after-delete-records-ts", "lo/after-delete-records-mid-batch",
                "lo/after-delete-all", "lo/after-retention", "lo/after-compaction",
            ],
            .logs { HistoryTimesLog($0) }),
    ]
}
