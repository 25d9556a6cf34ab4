// SPDX-License-Identifier: Apache-2.0

import Client
package import Messages
import Results

/// What a reply to DeleteRecords says of one partition.
package struct Cut: Sendable {
    package let error: Observed<ErrorCode>
    package let lowWatermark: Observed<Int64>

    /// Finds a partition of the only topic; a reply without it fails the case.
    package init(_ reply: Reply<DeleteRecordsResponse>, partition: Int32) throws {
        let (_, topic) = try reply.only(reply.message.topics, at: "topics", "the topic")
        let (index, found) = try reply.only(
            topic.partitions, at: "topics[0].partitions", "partition \(partition)"
        ) { $0.partitionIndex == partition }
        let path = "topics[0].partitions[\(index)]"
        error = reply.error("\(path).errorCode", found.errorCode)
        lowWatermark = reply.at("\(path).lowWatermark", found.lowWatermark)
    }
}

extension Session {
    /// A request to delete the records below an offset of each of these partitions.
    package func deleteRecordsRequest(
        _ topic: Topic, _ parts: [(partition: Int32, offset: Int64)]
    ) -> DeleteRecordsRequest {
        .with { request in
            request.timeoutMs = 10_000
            request.topics = [
                .with { entry in
                    entry.name = topic.name
                    entry.partitions = parts.map { part in
                        .with {
                            $0.partitionIndex = part.partition
                            $0.offset = part.offset
                        }
                    }
                }
            ]
        }
    }

    /// Deletes the records of one partition below an offset; -1 stands for the high watermark.
    package func deleteRecords(
        _ topic: Topic, partition: Int32 = 0, below offset: Int64, version: Int16? = nil
    ) async throws -> Cut {
        let request = deleteRecordsRequest(topic, [(partition, offset)])
        let reply = try await call(request, version: version, leaderOf: topic, partition)
        return try Cut(reply, partition: partition)
    }

    /// Arranges: the records below an offset must be deletable.
    package func cut(_ topic: Topic, partition: Int32 = 0, below offset: Int64) async throws {
        let cut = try await deleteRecords(topic, partition: partition, below: offset)
        guard cut.error.value == .none else {
            throw Finding(
                what: "deleting the records below \(offset)", expected: "no error",
                actual: cut.error.value.description, at: cut.error.sighting)
        }
    }

    /// Arranges: configs of a topic must take these values while it is in use (KIP-339).
    package func alter(_ topic: Topic, _ configs: [String: String]) async throws {
        let reply = try await call(
            IncrementalAlterConfigsRequest.with { request in
                request.resources = [
                    .with { resource in
                        resource.resourceType = 2
                        resource.resourceName = topic.name
                        resource.configs = configs.sorted { $0.key < $1.key }.map { key, value in
                            .with {
                                $0.name = key
                                $0.value = value
                            }
                        }
                    }
                ]
            })
        let (_, entry) = try reply.only(reply.message.responses, at: "responses", topic.name)
        guard entry.errorCode == 0 else {
            throw Finding(
                what: "IncrementalAlterConfigs", expected: "no error",
                actual: ErrorCode(rawValue: entry.errorCode).description,
                at: reply.sighting("responses[0].errorCode"))
        }
    }
}
