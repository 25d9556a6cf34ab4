// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import LogContract
import Records
import ReferenceLog
import TestSupport

/// One log directory that Kafka and our engine take turns with.
struct FileExchange {
    let release: String
    let arguments: [String]
    /// Where a copy goes when our engine is not to stop cleanly.
    let copy: String
    let isClean: Bool
    private(set) var directory = ""
    /// Where one of the two says something else than the other.
    private(set) var findings: [String] = []
    private(set) var compared = 0
    /// What the one who had the files last says of them.
    private var accounts: [EngineFeature: PartitionAccount] = [:]
    private var epochs: [EngineFeature: Int32] = [:]

    init(release: String, arguments: [String], copy: String, isClean: Bool) {
        self.release = release
        self.arguments = arguments
        self.copy = copy
        self.isClean = isClean
    }

    /// Has Kafka make the topics, and their ids and folders.
    mutating func makeTopics() async throws {
        let kafka = try await Kafka(release: release, arguments: arguments)
        directory = kafka.dataDirectory
        let wire = try KafkaWire(kafka.bootstrap)
        for feature in EngineFeature.allCases {
            try await wire.create(feature.rawValue, configs: feature.topicConfigs)
            epochs[feature] = try await wire.leaderEpoch(of: feature.partition)
        }
        await wire.close()
        try await kafka.stop()
    }

    /// Opens the directory with our engine, compares it with what Kafka said, and writes.
    mutating func writeOurs(round: Int) throws {
        let engine = try OurEngine.open(directory) { $0.retentionCheckMillis = 0 }
        let logs = try logs(of: engine)
        try compare(logs, "ours after Kafka's, round \(round)")
        for (feature, log) in logs {
            log.config = feature.config
            try feature.write(
                to: log, round: round, epoch: epochs[feature] ?? 0, now: WallClock.millis)
        }
        _ = try engine.tick()
        try engine.clean(EngineFeature.compacted.partition)
        if isClean {
            accounts = try logs.mapValues { try PartitionAccount(of: $0) }
            for (feature, account) in accounts where !feature.isShown(by: account) {
                findings.append("\(feature.partition) does not show what it is for")
            }
            try engine.close()
        } else {
            // What a kill leaves: nothing is flushed, closed or marked; both recover it.
            try? FileManager.default.removeItem(atPath: copy)
            try FileManager.default.copyItem(atPath: directory, toPath: copy)
            withExtendedLifetime(engine) {}
        }
    }

    /// Compares once more what Kafka wrote last.
    mutating func reopenOurs() throws {
        let engine = try OurEngine.open(directory)
        try compare(try logs(of: engine), "ours at the end")
        try engine.close()
    }

    /// Has Kafka open what is there, say what it is, and write more.
    mutating func openWithKafka() async throws {
        if !isClean {
            let engine = try OurEngine.open(copy)
            accounts = try logs(of: engine).mapValues { try PartitionAccount(of: $0) }
        }
        let kafka = try await Kafka(release: release, arguments: arguments)
        let wire = try KafkaWire(kafka.bootstrap)
        for feature in EngineFeature.allCases {
            let partition = feature.partition
            epochs[feature] = try await wire.leaderEpoch(of: partition)
            note(
                "Kafka's \(partition) after ours", try await wire.account(of: partition),
                accounts[feature])
            if feature == .idempotent { try await retry(partition, wire) }
            let end = accounts[feature]?.latest
            let first = try await wire.produce(
                RecordBatchBuilder([
                    Record(key: "k", value: "from Kafka", timestamp: WallClock.millis)
                ]), to: partition)
            if first != end {
                findings.append("\(partition): Kafka wrote at \(first), not \(end ?? -1)")
            }
            accounts[feature] = try await wire.account(of: partition)
        }
        await wire.close()
        try await kafka.stop()
    }

    /// A batch that our engine took is a duplicate to Kafka, at the offset we gave it.
    private mutating func retry(_ partition: TopicPartition, _ wire: KafkaWire) async throws {
        let stored = try RecordSet.batches(in: accounts[.idempotent]?.bytes ?? .empty)
        var last: [Int64: RecordBatchView] = [:]
        for case .batch(let batch) in stored where batch.hasProducerId {
            last[batch.producerId] = batch
        }
        if last.isEmpty { findings.append("no producer in \(partition)") }
        for batch in last.values {
            var again = RecordBatchBuilder(try batch.records(using: RecordCodecs()))
            again.records = again.records.map { record in
                Record(
                    key: record.key, value: record.value, headers: record.headers,
                    timestamp: record.timestamp)
            }
            again.producerId = batch.producerId
            again.producerEpoch = batch.producerEpoch
            again.baseSequence = batch.baseSequence
            let answered = try await wire.produce(again, to: partition)
            if answered != batch.baseOffset {
                findings.append(
                    "\(partition): a retry got \(answered), not \(batch.baseOffset)")
            }
        }
    }

    private func logs(
        of engine: ReferenceLogEngine
    ) throws -> [EngineFeature: any PartitionLog] {
        var found: [EngineFeature: any PartitionLog] = [:]
        for feature in EngineFeature.allCases { found[feature] = engine.logs[feature.partition] }
        return found
    }

    private mutating func compare(
        _ logs: [EngineFeature: any PartitionLog], _ what: String
    ) throws {
        for (feature, theirs) in accounts {
            guard let log = logs[feature] else {
                findings.append("\(what): \(feature.partition) is gone")
                continue
            }
            note("\(feature.partition), \(what)", try PartitionAccount(of: log), theirs)
        }
    }

    private mutating func note(
        _ what: String, _ now: PartitionAccount, _ before: PartitionAccount?
    ) {
        compared += 1
        guard var before else {
            findings.append("\(what): nothing to compare with")
            return
        }
        // A segment that compaction emptied ends Kafka's searches by time, not ours: see
        // EmptiedSegmentTests.
        if what.contains("\(EngineFeature.compacted.partition)") {
            for (timestamp, found) in now.byTimestamp
            where found == [-1, -1] || before.byTimestamp[timestamp] == [-1, -1] {
                before.byTimestamp[timestamp] = found
            }
        }
        findings += now.differences(from: before).map { "\(what): \($0)" }
    }
}
