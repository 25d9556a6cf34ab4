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

    /// A change of configs: type 2 is a topic, type 4 without a name all brokers; nil brings the
    /// default back.
    private func alteration(
        of name: String, type: Int8, _ configs: [String: String?]
    ) -> IncrementalAlterConfigsRequest {
        .with { request in
            request.resources = [
                .with { resource in
                    resource.resourceType = type
                    resource.resourceName = name
                    resource.configs = configs.sorted { $0.key < $1.key }.map { key, value in
                        .with {
                            $0.name = key
                            $0.configOperation = value == nil ? 1 : 0
                            $0.value = value
                        }
                    }
                }
            ]
        }
    }

    /// Runs `body` while a property has this value on all brokers (KIP-226), and then has it as it
    /// was.
    ///
    /// Leaves the case as skipped where it may not be changed.
    package func withProperty(
        _ name: String, _ value: String, _ body: () async throws -> Void
    ) async throws {
        let before = try await call(
            DescribeConfigsRequest.with { request in
                request.resources = [
                    .with {
                        $0.resourceType = 4
                        $0.resourceName = ""
                        $0.configurationKeys = [name]
                    }
                ]
            })
        let old = before.message.results.first?.configs.first { $0.name == name }?.value
        let reply = try await call(alteration(of: "", type: 4, [name: value]))
        let (_, entry) = try reply.only(reply.message.responses, at: "responses", "the brokers")
        guard entry.errorCode == 0 else {
            let error = ErrorCode(rawValue: entry.errorCode)
            throw Finding(.skipped, "\(name) may not be changed while the broker runs: \(error)")
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        _ = try await call(alteration(of: "", type: 4, [name: old]))
        try outcome.get()
    }

    /// Arranges: configs of a topic must take these values while it is in use (KIP-339).
    package func alter(_ topic: Topic, _ configs: [String: String]) async throws {
        let reply = try await call(alteration(of: topic.name, type: 2, configs))
        let (_, entry) = try reply.only(reply.message.responses, at: "responses", topic.name)
        guard entry.errorCode == 0 else {
            throw Finding(
                what: "IncrementalAlterConfigs", expected: "no error",
                actual: ErrorCode(rawValue: entry.errorCode).description,
                at: reply.sighting("responses[0].errorCode"))
        }
    }
}
