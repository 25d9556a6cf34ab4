// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Messages
import Records

/// Brokers that read back wrongly.
enum FetchDeviants {
    static let all: [Deviant] = sizes + waiting + places + fences + contents

    private static let sizes: [Deviant] = [
        Deviant(
            "mid-batch-dropped",
            rule: "A fetch inside a batch gives the whole batch",
            breach: "begins with the next one",
            killedBy: ["fetch/whole-batch-mid-offset", "fetch/mid-offset-compressed"],
            .reading { bytes, offset in
                guard let first = try? RecordBatchView(bytes), first.baseOffset < offset else {
                    return bytes
                }
                return bytes.dropFirst(first.sizeInBytes)
            }),
        Deviant(
            "first-batch-over-limit-omitted",
            rule: "A first batch larger than the limits is returned all the same",
            breach: "returns nothing",
            killedBy: ["fetch/first-batch-over-partition-max", "fetch/first-batch-over-total-max"],
            .logs { SizedLog($0, wholeFirstBatch: false) }),
        Deviant(
            "limits-ignored",
            rule: "After the first batch the limits of partition and request hold",
            breach: "gives every partition all it has",
            killedBy: [
                "fetch/only-first-nonempty-exempt", "fetch/order-of-partitions",
                "fetch/first-batch-over-total-max", "fetch/partition-max-respected",
            ],
            .logs { SizedLog($0, bytesMax: 64 << 20, wholeFirstBatch: true) }),
        Deviant(
            "last-partition-first",
            rule: "The space of an answer is given to partitions in the order of the request",
            breach: "gives it to them from the last one on",
            killedBy: ["fetch/order-of-partitions"],
            .asking(FetchRequest.self) { request, _ in
                request.topics.reverse()
                for index in request.topics.indices { request.topics[index].partitions.reverse() }
            }),
    ]

    private static let waiting: [Deviant] = [
        Deviant(
            "long-poll-at-once",
            rule: "A fetch waits for data as long as it says",
            breach: "answers at once",
            killedBy: ["fetch/longpoll-wait"],
            .asking(FetchRequest.self) { request, _ in request.maxWaitMs = 0 }),
        Deviant(
            "long-poll-any-byte",
            rule: "A fetch waits until there are as many bytes as it says",
            breach: "is content with one",
            killedBy: ["fetch/longpoll-min-bytes"],
            .asking(FetchRequest.self) { request, _ in
                request.minBytes = min(request.minBytes, 1)
            }),
        Deviant(
            "long-poll-never-wakes",
            rule: "A waiting fetch is answered as soon as there is data",
            breach: "answers when its time is up",
            killedBy: ["fetch/longpoll-wakeup", "fetch/longpoll-min-bytes-reached"],
            .asking(FetchRequest.self) { request, _ in
                if request.minBytes > 0 { request.minBytes = .max }
            }),
        Deviant(
            "min-bytes-zero-waits",
            rule: "A fetch of at least 0 bytes is answered at once",
            breach: "waits for data",
            killedBy: ["fetch/longpoll-min-zero"],
            .asking(FetchRequest.self) { request, _ in
                request.minBytes = max(request.minBytes, 1)
            }),
        Deviant(
            "long-poll-holds-all-up",
            rule: "A fetch that waits holds up no other connection",
            breach: "serves nobody until it is answered",
            killedBy: ["fetch/longpoll-others-served"],
            .handler(SingleFileHandler.init)),
        Deviant(
            "long-poll-hides-errors",
            rule: "A fetch with an error in one partition is answered at once",
            breach: "answers when its time is up",
            killedBy: ["fetch/longpoll-error-immediate"],
            .handler(LateErrorHandler.init)),
    ]

    private static let places: [Deviant] = [
        Deviant(
            "log-end-refused",
            rule: "A fetch at the log's end is empty and no error",
            breach: "says OFFSET_OUT_OF_RANGE",
            killedBy: ["fetch/at-log-end"],
            .logs { ClosedEndLog($0) }),
        Deviant(
            "beyond-end-empty",
            rule: "A fetch beyond the log's end is OFFSET_OUT_OF_RANGE",
            breach: "is empty and no error",
            killedBy: ["fetch/beyond-end", "fetch/negative-offset"],
            .recodingFetch(.offsetOutOfRange, to: .none)),
        Deviant(
            "unknown-partition-empty",
            rule: "Fetching a partition that is not there is UNKNOWN_TOPIC_OR_PARTITION",
            breach: "is empty and no error",
            killedBy: ["fetch/unknown-partition", "fetch/unknown-topic"],
            .recodingFetch(.unknownTopicOrPartition, to: .none)),
        Deviant(
            "unknown-topic-id-empty",
            rule: "Fetching a topic id nobody knows is UNKNOWN_TOPIC_ID",
            breach: "is empty and no error",
            killedBy: [
                "fetch/unknown-topic-id", "fetch/zero-topic-id", "fetch/inconsistent-topic-id",
            ],
            .recodingFetch(.unknownTopicId, to: .none)),
        Deviant(
            "fetch-error-illegal",
            rule: "A fetch fails with an error that consumers know how to take",
            breach: "says REQUEST_TIMED_OUT for OFFSET_OUT_OF_RANGE",
            killedBy: ["fetch/beyond-end"],
            .recodingFetch(.offsetOutOfRange, to: .requestTimedOut)),
        Deviant(
            "high-watermark-behind",
            rule: "A consumer receives nothing at or above the high watermark it is told",
            breach: "tells one that is one too low",
            killedBy: ["fetch/never-past-hw", "fetch/hw-lso-start-fields", "lo/agrees-with-fetch"],
            .eachFetched { $0.highWatermark -= 1 }),
        Deviant(
            "log-start-beyond-stable",
            rule: "Log start ≤ last stable offset ≤ high watermark in every answer to Fetch",
            breach: "tells a log start beyond both",
            killedBy: ["fetch/hw-lso-start-fields"],
            .eachFetched { $0.logStartOffset = $0.highWatermark + 1 }),
    ]

    private static let fences: [Deviant] = [
        Deviant(
            "fetch-epoch-unchecked",
            rule: "A fetch with a newer leader epoch is told that it is unknown",
            breach: "does not look at the epoch",
            killedBy: ["fetch/epoch-unknown"],
            .eachAsked { $0.currentLeaderEpoch = -1 }),
        Deviant(
            "fetch-epoch-required",
            rule: "A fetch with leader epoch -1 is not checked",
            breach: "is fenced",
            killedBy: ["fetch/epoch-none"],
            .answering(FetchRequest.self) { answer, request, version in
                guard version >= 9 else { return }
                let unchecked = request.topics.contains { topic in
                    topic.partitions.contains { $0.currentLeaderEpoch == -1 }
                }
                guard unchecked else { return }
                answer.eachPartition {
                    $0.errorCode = ErrorCode.fencedLeaderEpoch.rawValue
                    $0.records = nil
                }
            }),
        Deviant(
            "diverging-epoch-untold",
            rule: "A fetch whose last epoch is stale is told where the logs part",
            breach: "is answered as if they went together",
            killedBy: ["fetch/diverging-epoch"],
            .eachAsked { $0.lastFetchedEpoch = -1 }),
    ]

    private static let contents: [Deviant] = [
        Deviant(
            "aborted-list-unasked",
            rule: "A fetch is given no aborted transactions where there are none",
            breach: "lists one",
            killedBy: ["fetch/isolation-uncommitted"],
            .eachFetched { partition in
                var transaction = FetchResponse.AbortedTransaction()
                transaction.producerId = 1
                partition.abortedTransactions = [transaction]
            }),
        Deviant(
            "fetch-version-9-empty",
            rule: "Every version of Fetch gives the records",
            breach: "gives none in version 9",
            killedBy: ["fetch/each-version"],
            .answering(FetchRequest.self) { answer, _, version in
                if version == 9 { answer.eachPartition { $0.records = .empty } }
            }),
        Deviant(
            "batches-rebuilt",
            rule: "A batch is read back byte by byte as it was stored",
            breach: "sets a reserved attribute bit",
            killedBy: ["fetch/bytes-identical"],
            .readingBatches { batch in
                batch = batch.sealed { $0.attributes.rawValue |= 1 << 12 }
            }),
        Deviant(
            "reads-differ",
            rule: "The same offset read again gives the same bytes",
            breach: "changes a reserved attribute bit with every read",
            killedBy: ["fetch/repeatable"],
            .logs { FickleLog($0) }),
    ]
}

extension Fault {
    /// What is said of every partition in an answer to Fetch is said otherwise.
    fileprivate static func eachFetched(
        _ edit: @escaping @Sendable (inout FetchResponse.PartitionData) -> Void
    ) -> Fault {
        answering(FetchRequest.self) { answer, _, _ in answer.eachPartition(edit) }
    }

    /// What is asked of every partition in a Fetch is asked otherwise.
    fileprivate static func eachAsked(
        _ edit: @escaping @Sendable (inout FetchRequest.FetchPartition) -> Void
    ) -> Fault {
        asking(FetchRequest.self) { request, _ in
            for topic in request.topics.indices {
                for partition in request.topics[topic].partitions.indices {
                    edit(&request.topics[topic].partitions[partition])
                }
            }
        }
    }

    fileprivate static func recodingFetch(_ error: ErrorCode, to other: ErrorCode) -> Fault {
        eachFetched { partition in
            guard partition.errorCode == error.rawValue else { return }
            partition.errorCode = other.rawValue
        }
    }
}

extension FetchResponse {
    fileprivate mutating func eachPartition(_ edit: (inout PartitionData) -> Void) {
        for topic in responses.indices {
            for partition in responses[topic].partitions.indices {
                edit(&responses[topic].partitions[partition])
            }
        }
    }
}
