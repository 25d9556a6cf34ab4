// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Foundation
import Messages
import Records
import TestSupport
import Testing

/// An answer that leaves by `sendfile` piece by piece, while what it is made of goes away.
@Suite(.serialized) struct SlowReaderTests {
    enum Removal: CaseIterable {
        case retention, deletedRecords, compaction, deletion
    }

    private static let properties = [
        "log.retention.check.interval.ms": "20", "log.initial.task.delay.ms": "0",
        "log.cleaner.backoff.ms": "20", "log.segment.delete.delay.ms": "0",
        "log.retention.ms": "-1", "log.cleaner.min.cleanable.ratio": "0",
    ]

    @Test(arguments: Removal.allCases)
    func `a slow client gets all that it was promised`(removal: Removal) async throws {
        let folder = try TemporaryDirectory()
        try await ServedBroker.run(Self.properties, in: folder.path) { broker in
            let connection = try await broker.connect(creating: "t")
            try await connection.change(["segment.bytes": "16000000"], of: "t")
            for index in 0..<18 {
                var request = try ServedBroker.produce([], to: "t")
                let value = ByteSlice([UInt8](repeating: UInt8(index), count: 1_000_000))
                request.topicData[0].partitionData[0].records = try RecordBatchBuilder([
                    Record(key: ByteSlice(utf8: "k"), value: value, timestamp: 1_700_000_000_000)
                ]).build()
                let answer = try await connection.roundTrip(request, version: 9).message
                #expect(answer.responses[0].partitionResponses[0].errorCode == 0)
            }
            let expected = try await connection.roundTrip(
                ServedBroker.fetch("t", at: 0), version: 12
            ).message.records
            #expect(expected.count > 15_000_000)

            let slow = try SlowReader(port: broker.address.port)
            slow.send(ServedBroker.fetch("t", at: 0), version: 12)
            // What fits into the sockets' buffers leaves at once.
            try await Task.sleep(for: .milliseconds(100))
            try await take(removal, on: connection)
            try await waitUntilGone("\(folder.path)/t-0/00000000000000000000.log")
            let (_, body) = try Frame.decodeResponseHeader(
                slow.receive(), apiKey: FetchResponse.apiKey, version: 12)
            let records = try FetchResponse.decode(body, version: 12).records
            #expect(records.count == expected.count)
            #expect(records == expected)
        }
    }

    private func take(_ removal: Removal, on connection: Connection) async throws {
        switch removal {
        case .retention: try await connection.change(["retention.ms": "1000"], of: "t")
        case .compaction: try await connection.change(["cleanup.policy": "compact"], of: "t")
        case .deletedRecords:
            var partition = DeleteRecordsRequest.DeleteRecordsPartition()
            partition.offset = -1
            var topic = DeleteRecordsRequest.DeleteRecordsTopic()
            topic.name = "t"
            topic.partitions = [partition]
            var request = DeleteRecordsRequest()
            request.topics = [topic]
            _ = try await connection.roundTrip(request, version: 2)
        case .deletion:
            var request = DeleteTopicsRequest()
            request.topicNames = ["t"]
            _ = try await connection.roundTrip(request, version: 4)
        }
    }

    /// Waits until the first segment has lost its name, or most of its bytes.
    private func waitUntilGone(_ path: String) async throws {
        for _ in 0..<500 {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            guard let size = attributes?[.size] as? Int, size > 2_000_000 else { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the segment is still there")
    }
}
