// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Foundation
import LogContract
import LogInspector
import Records
import ReferenceLog
import TestSupport

/// A log written by the reference engine in a folder of its own, to be looked into and damaged.
final class InspectedLog {
    private final class FixedClock: Clock {
        let nowMillis: Int64 = 1_700_000_000_000
    }

    static let partition = TopicPartition(topic: "orders", partition: 0)

    /// The log directory.
    let path: String
    private let folder: TemporaryDirectory
    private let codecs = RecordCodecs()
    private let segmentBytes: Int
    private var engine: ReferenceLogEngine?

    var partitionPath: String { "\(path)/\(Self.partition)" }

    /// Makes an empty log of small segments.
    init(segmentBytes: Int = 4096) throws {
        self.segmentBytes = segmentBytes
        folder = try TemporaryDirectory()
        path = folder.file("logs")
        let engine = try open()
        _ = try engine.create(
            Self.partition, topicId: Uuid(high: 1, low: 2), config: options.config)
        self.engine = engine
    }

    private var options: EngineOptions {
        var options = EngineOptions(clusterId: "cluster", nodeId: 1)
        options.config.segmentBytes = segmentBytes
        options.config.indexIntervalBytes = 200
        return options
    }

    private func open() throws -> ReferenceLogEngine {
        try ReferenceLogEngine(
            directory: path, options: options, disk: PosixDisk(), clock: FixedClock(),
            random: SystemRandomSource())
    }

    func append(_ batch: RecordBatchBuilder, origin: AppendOrigin = .client) throws {
        guard let log = engine?.logs[Self.partition] else { return }
        _ = try log.append(try batch.build(using: codecs), origin: origin, leaderEpoch: 0)
        log.advanceHighWatermark(to: log.logEndOffset)
    }

    /// `count` batches of two records, some compressed, some of an idempotent producer.
    func fill(_ count: Int) throws {
        for index in 0..<count {
            var batch = RecordBatchBuilder(
                (0..<2).map { place in
                    Record(
                        key: "key-\(index % 7)", value: "value \(index) \(place) of the log",
                        timestamp: 1_700_000_000_000 + Int64(index * 10 + place))
                }, codec: index % 3 == 0 ? .zstd : .none)
            if index % 2 == 0 {
                batch.producerId = 7
                batch.producerEpoch = 0
                batch.baseSequence = Int32(index)
            }
            try append(batch)
        }
    }

    /// Stops the engine, cleanly or as a killed process does.
    func stop(cleanly: Bool = true) throws {
        if cleanly { try engine?.close() }
        engine = nil
    }

    /// Names in the partition's folder with this ending, sorted.
    func names(_ suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: partitionPath)
            .filter { $0.hasSuffix(suffix) }.sorted()
    }

    func file(_ name: String) -> String { "\(partitionPath)/\(name)" }

    /// Changes a file's bytes.
    func damage(_ name: String, _ change: (inout Data) -> Void) throws {
        let url = URL(filePath: file(name))
        var data = try Data(contentsOf: url)
        change(&data)
        try data.write(to: url)
    }

    /// Where the batches of a segment begin in its file.
    func batches(_ name: String) throws -> [Int64] {
        var positions: [Int64] = []
        let reader = try SegmentReader(file(name))
        while case .batch(let batch) = try reader.next() {
            positions.append(batch.frame.position)
        }
        return positions
    }

    /// Opens the directory once more, as a broker does when it starts, and stops cleanly; what was
    /// done to the files comes back.
    func start() throws -> [RecoveryFinding] {
        let engine = try open()
        let findings = engine.recoveryFindings
        try engine.close()
        return findings
    }

    func findings(_ options: VerifyOptions = VerifyOptions()) throws -> [Finding] {
        var findings: [Finding] = []
        let verifier = Verifier(options) { findings.append($0) }
        try verifier.verify([path])
        return findings
    }
}
