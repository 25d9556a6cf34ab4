// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Kafka's own tool reads the files and finds nothing wrong.
@Suite struct KafkaReadsTests {
    @Test(.needs(Needs.kafka)) func `Kafka dumps our files without complaint`() async throws {
        let fixture = try LogFixture {
            $0.segmentBytes = 2000
            $0.indexIntervalBytes = 200
        }
        for index in 0..<40 {
            var batch = RecordBatchBuilder(
                (0..<3).map {
                    Record(
                        key: "k\($0)", value: "value-\(index)-\($0)",
                        headers: [.init("h", "\(index)")],
                        timestamp: fixture.clock.nowMillis + Int64(index))
                }, codec: CompressionCodec.allCases[index % 5])
            batch.producerId = 4000
            batch.producerEpoch = 0
            batch.baseSequence = Int32(index * 3)
            try fixture.append(batch, epoch: Int32(index / 10))
        }
        try fixture.engine.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.partitionPath)
            .sorted()
        let files = names.filter { name in
            guard name != "leader-epoch-checkpoint", name != "partition.metadata" else {
                return false
            }
            let size =
                try? FileManager.default.attributesOfItem(
                    atPath: "\(fixture.partitionPath)/\(name)")[.size] as? Int
            return (size ?? 0) > 0
        }
        #expect(files.filter { $0.hasSuffix(".log") }.count > 2)
        let places = files.map { "\(fixture.partitionPath)/\($0)" }.joined(separator: ",")
        let dump = try await Kafka.tool(
            "dump-log", release: "4.4.0",
            ["--files", places, "--deep-iteration", "--print-data-log"])
        for complaint in ["isvalid: false", "Mismatches", "Found timestamp mismatch", "error"] {
            #expect(!dump.contains(complaint), "\(complaint)\n\(dump)")
        }
        for index in 0..<40 { #expect(dump.contains("value-\(index)-2"), "\(index)") }
        #expect(dump.contains("producerId: 4000"))
    }
}
