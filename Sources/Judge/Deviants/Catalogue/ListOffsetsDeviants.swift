// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages

/// Brokers that find offsets wrongly.
enum ListOffsetsDeviants {
    static let all: [Deviant] = ends + times + requests + refusals

    private static let ends: [Deviant] = [
        Deviant(
            "earliest-from-one",
            rule: "The earliest offset is where the log starts",
            breach: "is one more",
            killedBy: ["lo/earliest"],
            .eachListed(asked: -2) { $0.offset += 1 }),
        Deviant(
            "latest-is-last-record",
            rule: "The latest offset is the high watermark",
            breach: "is the last record's",
            killedBy: ["lo/latest"],
            .eachListed(asked: -1) { $0.offset = max(0, $0.offset - 1) }),
        Deviant(
            "list-version-3-zero",
            rule: "Every version of ListOffsets gives the same offsets",
            breach: "gives 0 in version 3",
            killedBy: ["lo/latest-each-version"],
            .answering(ListOffsetsRequest.self) { answer, request, version in
                guard version == 3 else { return }
                answer.eachPartition(of: request) { partition, _ in partition.offset = 0 }
            }),
        Deviant(
            "latest-committed-zero",
            rule: "The latest offset for read_committed is the last stable offset",
            breach: "is where the log starts",
            killedBy: ["lo/latest-read-committed"],
            .answering(ListOffsetsRequest.self) { answer, request, _ in
                guard request.isolationLevel == 1 else { return }
                answer.eachPartition(of: request) { partition, asked in
                    if asked == -1 { partition.offset = 0 }
                }
            }),
        Deviant(
            "listed-epoch-missing",
            rule: "An offset is listed with the leader epoch of its record",
            breach: "says -1",
            killedBy: ["lo/leader-epoch-in-reply"],
            .eachListed { $0.leaderEpoch = -1 }),
        Deviant(
            "local-start-unknown",
            rule: "The start of the local log is the log's where nothing is tiered",
            breach: "is unknown",
            killedBy: ["lo/earliest-local"],
            .eachListed(asked: -4) { $0.offset = -1 }),
        Deviant(
            "tiered-end-zero",
            rule: "The last tiered offset is -1 where nothing is tiered",
            breach: "is 0",
            killedBy: ["lo/latest-tiered"],
            .eachListed(asked: -5) { $0.offset = 0 }),
    ]

    private static let times: [Deviant] = [
        Deviant(
            "time-lookup-batch-base",
            rule: "A look-up by time finds the record, also inside a batch",
            breach: "finds the first of its batch",
            killedBy: ["lo/ts-in-batch", "lo/ts-in-compressed-batch"],
            .logs { BatchBaseLog($0) }),
        Deviant(
            "time-lookup-exact-only",
            rule: "A look-up by time finds the first record at or after it",
            breach: "finds records of exactly that time only",
            killedBy: ["lo/ts-between", "lo/ts-in-batch"],
            .answering(ListOffsetsRequest.self) { answer, request, _ in
                answer.eachPartition(of: request) { partition, asked in
                    guard let asked, asked >= 0, partition.timestamp != asked else { return }
                    partition.offset = -1
                    partition.timestamp = -1
                }
            }),
        Deviant(
            "time-lookup-timestamp-untold",
            rule: "A look-up by time tells the found record's timestamp",
            breach: "says -1",
            killedBy: ["lo/ts-exact"],
            .eachListed { $0.timestamp = -1 }),
        Deviant(
            "time-lookup-assumes-order",
            rule: "A look-up by time finds the first record in the log, in order of time or not",
            breach: "finds the first after the last older one",
            killedBy: ["lo/ts-out-of-order", "lo/ts-out-of-order-in-batch"],
            .logs { OrderedTimesLog($0) }),
        Deviant(
            "time-lookup-future-is-latest",
            rule: "A look-up by a time after every record finds nothing",
            breach: "finds the latest offset",
            killedBy: ["lo/ts-future", "lo/ts-empty"],
            .logs { FutureLog($0) }),
        Deviant(
            "time-lookup-zero-is-nothing",
            rule: "A look-up by time 0 finds the first record",
            breach: "finds nothing",
            killedBy: ["lo/ts-zero"],
            .eachListed(asked: 0) { $0.offset = -1 }),
        Deviant(
            "max-timestamp-is-latest",
            rule: "The offset of the greatest timestamp is that of its record",
            breach: "is the last record's",
            killedBy: ["lo/max-timestamp", "lo/max-timestamp-in-batch"],
            .logs { LastRecordLog($0) }),
        Deviant(
            "max-timestamp-of-nothing",
            rule: "An empty log has no greatest timestamp",
            breach: "is at offset 0",
            killedBy: ["lo/max-timestamp-empty"],
            .eachListed(asked: -3) { if $0.offset == -1 { $0.offset = 0 } }),
    ]

    private static let requests: [Deviant] = [
        Deviant(
            "last-of-equal-times",
            rule: "Of several records with one time the first is found",
            breach: "finds the last",
            killedBy: ["lo/ts-equal"],
            .logs { log in
                FoundTimeLog(log) { records, timestamp, _ in
                    let first = records.first { $0.timestamp >= timestamp }
                    return records.last { $0.timestamp == first?.timestamp }
                }
            }),
        Deviant(
            "times-of-active-segment",
            rule: "Times are found in every segment",
            breach: "looks into the active one only",
            killedBy: ["lo/ts-across-segments"],
            .logs { log in
                FoundTimeLog(log) { records, timestamp, config in
                    let newest = records.last?.timestamp ?? 0
                    return records.first {
                        $0.timestamp >= max(timestamp, newest - config.segmentMillis)
                    }
                }
            }),
        Deviant(
            "committed-times-unknown",
            rule: "A time is found for read_committed too",
            breach: "finds none",
            killedBy: ["lo/ts-read-committed"],
            .answering(ListOffsetsRequest.self) { answer, request, _ in
                guard request.isolationLevel == 1 else { return }
                answer.eachPartition(of: request) { partition, asked in
                    guard let asked, asked >= 0 else { return }
                    partition.offset = -1
                    partition.timestamp = -1
                }
            }),
        Deviant(
            "first-partition-for-all",
            rule: "Each partition of a ListOffsets has an answer of its own",
            breach: "gives all of them the first one's offset",
            killedBy: ["lo/many-partitions"],
            .answering(ListOffsetsRequest.self) { answer, _, _ in
                for topic in answer.topics.indices {
                    let first = answer.topics[topic].partitions.first?.offset ?? -1
                    for part in answer.topics[topic].partitions.indices {
                        answer.topics[topic].partitions[part].offset = first
                    }
                }
            }),
    ]

    private static let refusals: [Deviant] = [
        Deviant(
            "list-epoch-unchecked",
            rule: "ListOffsets with a newer leader epoch is told that it is unknown",
            breach: "does not look at the epoch",
            killedBy: ["lo/epoch-unknown"],
            .asking(ListOffsetsRequest.self) { request, _ in
                for topic in request.topics.indices {
                    for partition in request.topics[topic].partitions.indices {
                        request.topics[topic].partitions[partition].currentLeaderEpoch = -1
                    }
                }
            }),
        Deviant(
            "list-unknown-is-empty",
            rule: "ListOffsets of a partition that is not there is an error",
            breach: "says offset 0",
            killedBy: ["lo/unknown-topic", "lo/unknown-partition"],
            .recodingListed(.unknownTopicOrPartition)),
        Deviant(
            "list-all-or-nothing",
            rule: "One bad partition leaves the offsets of the others alone",
            breach: "gives every partition the error of one",
            killedBy: ["lo/partial-errors"],
            .answering(ListOffsetsRequest.self) { answer, request, _ in
                let error = answer.topics.lazy.flatMap(\.partitions)
                    .first { $0.errorCode != 0 }?.errorCode
                guard let error else { return }
                answer.eachPartition(of: request) { partition, _ in partition.errorCode = error }
            }),
        Deviant(
            "list-special-in-old-versions",
            rule: "Special timestamps are UNSUPPORTED_VERSION in versions older than they are",
            breach: "says offset 0",
            killedBy: ["lo/special-old-version", "lo/negative-unknown"],
            .recodingListed(.unsupportedVersion)),
    ]
}

extension Fault {
    /// What is said of every partition in an answer to ListOffsets is said otherwise; with
    /// `timestamp`, of those asked for it only.
    fileprivate static func eachListed(
        asked timestamp: Int64? = nil,
        _ edit:
            @escaping @Sendable (inout ListOffsetsResponse.ListOffsetsPartitionResponse) -> Void
    ) -> Fault {
        answering(ListOffsetsRequest.self) { answer, request, _ in
            answer.eachPartition(of: request) { partition, asked in
                if timestamp == nil || asked == timestamp, partition.errorCode == 0 {
                    edit(&partition)
                }
            }
        }
    }

    /// An error of ListOffsets is told as offset 0.
    fileprivate static func recodingListed(_ error: ErrorCode) -> Fault {
        answering(ListOffsetsRequest.self) { answer, request, _ in
            answer.eachPartition(of: request) { partition, _ in
                guard partition.errorCode == error.rawValue else { return }
                partition.errorCode = ErrorCode.none.rawValue
                partition.offset = 0
            }
        }
    }
}

extension ListOffsetsResponse {
    /// Goes over the partitions with the timestamp each was asked for.
    fileprivate mutating func eachPartition(
        of request: ListOffsetsRequest,
        _ edit: (inout ListOffsetsPartitionResponse, _ asked: Int64?) -> Void
    ) {
        for topic in topics.indices {
            let wanted = request.topics.first { $0.name == topics[topic].name }?.partitions ?? []
            for partition in topics[topic].partitions.indices {
                let index = topics[topic].partitions[partition].partitionIndex
                let asked = wanted.first { $0.partitionIndex == index }?.timestamp
                edit(&topics[topic].partitions[partition], asked)
            }
        }
    }
}
