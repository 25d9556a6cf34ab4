// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Foundation
import Messages
import TestSupport
import Testing

/// A broker over a directory in which one log cannot be used.
struct RefusedLogTests {
    @Test
    func `the partition alone answers with a storage error`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path
        try await ServedBroker.run(in: path) { broker in
            for topic in ["bad", "good"] {
                let connection = try await broker.connect(creating: topic)
                #expect(try await Self.produce(to: topic, over: connection) == .none)
            }
        }
        try FileManager.default.removeItem(atPath: "\(path)/bad-0/partition.metadata")
        try await ServedBroker.run(in: path) { broker in
            let connection = try await broker.connect()
            #expect(try await Self.produce(to: "good", over: connection) == .none)
            #expect(try await Self.produce(to: "bad", over: connection) == .kafkaStorageError)
            let fetched = try await connection.roundTrip(
                ServedBroker.fetch("bad", at: 0), version: 12
            ).message
            #expect(
                fetched.responses[0].partitions[0].errorCode
                    == ErrorCode.kafkaStorageError.rawValue)
            #expect(try await Self.latest(of: "bad", over: connection) == .kafkaStorageError)
            #expect(try await Self.latest(of: "good", over: connection) == .none)
            // Deleted, its name can be used again; what it held is set aside.
            var deletion = DeleteTopicsRequest()
            deletion.topicNames = ["bad"]
            let deleted = try await connection.roundTrip(deletion, version: 5).message
            #expect(deleted.responses.map(\.errorCode) == [0])
            let again = try await broker.connect(creating: "bad")
            #expect(try await Self.produce(to: "bad", over: again) == .none)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(names.contains { $0.hasPrefix("bad-0.") && $0.hasSuffix("-stray") })
    }

    private static func produce(
        to topic: String, over connection: Connection
    ) async throws -> ErrorCode {
        let request = try ServedBroker.produce([ByteSlice(utf8: "v")], to: topic)
        let answer = try await connection.roundTrip(request, version: 9).message
        return ErrorCode(answer.responses[0].partitionResponses[0].errorCode)
    }

    private static func latest(
        of topic: String, over connection: Connection
    ) async throws -> ErrorCode {
        var partition = ListOffsetsRequest.ListOffsetsPartition()
        partition.timestamp = -1
        var entry = ListOffsetsRequest.ListOffsetsTopic()
        entry.name = topic
        entry.partitions = [partition]
        var request = ListOffsetsRequest()
        request.topics = [entry]
        let answer = try await connection.roundTrip(request, version: 7).message
        return ErrorCode(answer.topics[0].partitions[0].errorCode)
    }
}
