// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import Compression
import Messages
import Records

/// Brokers that take or answer Produce wrongly.
enum ProduceDeviants {
    static let all: [Deviant] = acks + answers + refusals

    private static let acks: [Deviant] = [
        Deviant(
            "acks-0-answered",
            rule: "A Produce with acks 0 has no answer",
            breach: "answers it",
            killedBy: ["prod/acks-0-silent"],
            .asking(ProduceRequest.self) { request, _ in
                if request.acks == 0 { request.acks = 1 }
            }),
        Deviant(
            "acks-0-dropped",
            rule: "A Produce with acks 0 is stored as any other",
            breach: "drops it",
            killedBy: ["prod/acks-0-silent"],
            .asking(ProduceRequest.self) { request, _ in
                if request.acks == 0 { request.topicData = [] }
            }),
        Deviant(
            "acks-0-error-answered",
            rule: "A Produce with acks 0 that fails closes its connection and has no answer",
            breach: "answers it",
            killedBy: ["prod/acks-0-error-closes"],
            .ending { effect, query in
                guard case .close(let connection, _) = effect,
                    query.message(ProduceRequest.self)?.acks == 0
                else { return effect }
                let bytes = Frame.encodeResponse(
                    ProduceResponse(), version: query.version, correlationId: query.correlationId)
                return .reply(
                    connection,
                    Reply(
                        apiKey: query.api.rawValue, version: query.version,
                        correlationId: query.correlationId, parts: [.bytes(bytes)]))
            }),
        Deviant(
            "acks-any-number",
            rule: "Acks other than -1, 0 and 1 are INVALID_REQUIRED_ACKS",
            breach: "takes any number for -1",
            killedBy: ["prod/acks-invalid"],
            .asking(ProduceRequest.self) { request, _ in
                if !(-1...1).contains(request.acks) { request.acks = -1 }
            }),
    ]

    private static let answers: [Deviant] = [
        Deviant(
            "base-offset-from-one",
            rule: "The base offset of an answer is the first record's, the log's first being 0",
            breach: "counts from 1",
            killedBy: ["prod/base-offset-seq", "prod/acks-1"],
            .eachProduced { if $0.errorCode == 0 { $0.baseOffset += 1 } }),
        Deviant(
            "produce-answer-late",
            rule: "With acks -1 a batch is below the high watermark when it is acknowledged",
            breach: "lets the high watermark follow with the next batch",
            killedBy: ["prod/acks-all"],
            .logs { LaggingLog($0) }),
        Deviant(
            "append-time-untold",
            rule: "On a LogAppendTime topic the answer tells the time given to the records",
            breach: "says -1",
            killedBy: ["prod/ts-logappend", "lo/ts-log-append-time"],
            .eachProduced { $0.logAppendTimeMs = -1 }),
        Deviant(
            "create-time-answered",
            rule: "On a CreateTime topic the answer gives no append time",
            breach: "gives one",
            killedBy: ["prod/ts-createtime"],
            .eachProduced { if $0.errorCode == 0 { $0.logAppendTimeMs = 1_700_000_000_000 } }),
        Deviant(
            "produce-log-start-missing",
            rule: "The answer tells where the log starts from version 5 on",
            breach: "says -1",
            killedBy: ["prod/log-start-offset"],
            .eachProduced { $0.logStartOffset = -1 }),
        Deviant(
            "record-errors-untold",
            rule: "A refusal of records tells which of them were at fault",
            breach: "tells none",
            killedBy: ["prod/record-errors-timestamp", "prod/record-errors-keyless-index"],
            .eachProduced { $0.recordErrors = [] }),
        Deviant(
            "produce-order-turned",
            rule: "Batches sent one after the other on a connection are stored in that order",
            breach: "stores two that wait together in the opposite order",
            killedBy: ["prod/order-per-conn", "frame/inflight-one-at-a-time"],
            .handler(TurnedProduceHandler.init)),
    ]

    private static let refusals: [Deviant] = [
        Deviant(
            "unknown-partition-acknowledged",
            rule: "Producing to a topic or partition that is not there is an error",
            breach: "acknowledges it and drops the records",
            killedBy: ["prod/unknown-topic", "prod/unknown-partition"],
            .recodingProduce(.unknownTopicOrPartition)),
        Deviant(
            "unknown-topic-id-acknowledged",
            rule: "Producing to a topic id nobody knows is UNKNOWN_TOPIC_ID",
            breach: "acknowledges it and drops the records",
            killedBy: ["prod/unknown-topic-id"],
            .recodingProduce(.unknownTopicId)),
        Deviant(
            "produce-all-or-nothing",
            rule: "Each partition of a Produce is stored or refused for itself",
            breach: "gives every partition the error of one",
            killedBy: ["prod/multi-topic-partial"],
            .answering(ProduceRequest.self) { answer, _, _ in
                let error = answer.responses.lazy.flatMap(\.partitionResponses)
                    .first { $0.errorCode != 0 }?.errorCode
                guard let error else { return }
                answer.eachPartition { $0.errorCode = error }
            }),
        Deviant(
            "two-batches-first-kept",
            rule: "The records of a partition in a Produce are exactly one batch",
            breach: "stores the first and drops the others",
            killedBy: ["prod/two-batches"],
            .eachRecords { records in
                guard let first = try? RecordBatchView(records) else { return nil }
                return first.bytes
            }),
        Deviant(
            "magic-3-accepted",
            rule: "A batch of a magic nobody knows is refused",
            breach: "stores it as one of magic 2",
            killedBy: ["prod/magic-3"],
            .eachRecords { records in
                guard records.count > BatchLayout.magic, records[BatchLayout.magic] > 2 else {
                    return nil
                }
                return records.replacing(at: BatchLayout.magic, with: 2 as Int8)
            }),
        Deviant(
            "truncated-batch-accepted",
            rule: "Half a batch is refused",
            breach: "stores an empty value in its place",
            killedBy: ["prod/truncated-batch"],
            .eachRecords { records in
                guard records.count >= BatchLayout.prefix,
                    (try? RecordSet.batches(in: records))?.isEmpty == true
                else { return nil }
                return TraceLog.stub?.slice
            }),
        Deviant(
            "bomb-unanswered",
            rule: "A batch that unpacks to far more than its size is answered or refused",
            breach: "says nothing to a batch packed with zstd",
            killedBy: ["prod/decompression-bomb"],
            .ending { effect, query in
                let isBomb = query.message(ProduceRequest.self)?.topicData.contains { topic in
                    topic.partitionData.contains { partition in
                        BatchBytes(partition.records ?? .empty)?.attributes.codec == .zstd
                    }
                }
                return isBomb == true ? .silence(effect.connection) : effect
            }),
        Deviant(
            "no-records-acknowledged",
            rule: "A partition without records in a Produce is refused",
            breach: "acknowledges it",
            killedBy: ["prod/zero-batches", "prod/null-records"],
            .answering(ProduceRequest.self) { answer, request, _ in
                let isEmpty = request.topicData.allSatisfy { topic in
                    topic.partitionData.allSatisfy { ($0.records ?? .empty).isEmpty }
                }
                guard isEmpty else { return }
                answer.eachPartition {
                    $0.errorCode = 0
                    $0.baseOffset = 0
                }
            }),
    ]
}

extension Fault {
    /// What is said of every partition in an answer to Produce is said otherwise.
    fileprivate static func eachProduced(
        _ edit: @escaping @Sendable (inout ProduceResponse.PartitionProduceResponse) -> Void
    ) -> Fault {
        answering(ProduceRequest.self) { answer, _, _ in answer.eachPartition(edit) }
    }

    /// An error of Produce is told as success.
    fileprivate static func recodingProduce(_ error: ErrorCode) -> Fault {
        eachProduced { partition in
            guard partition.errorCode == error.rawValue else { return }
            partition.errorCode = ErrorCode.none.rawValue
            partition.errorMessage = nil
            partition.baseOffset = 0
        }
    }

    /// The records of every partition in a Produce are others; nil leaves them.
    fileprivate static func eachRecords(
        _ edit: @escaping @Sendable (ByteSlice) -> ByteSlice?
    ) -> Fault {
        asking(ProduceRequest.self) { request, _ in
            for topic in request.topicData.indices {
                for partition in request.topicData[topic].partitionData.indices {
                    let records = request.topicData[topic].partitionData[partition].records
                    guard let changed = records.flatMap(edit) else { continue }
                    request.topicData[topic].partitionData[partition].records = changed
                }
            }
        }
    }
}

extension ProduceResponse {
    fileprivate mutating func eachPartition(_ edit: (inout PartitionProduceResponse) -> Void) {
        for topic in responses.indices {
            for partition in responses[topic].partitionResponses.indices {
                edit(&responses[topic].partitionResponses[partition])
            }
        }
    }
}
