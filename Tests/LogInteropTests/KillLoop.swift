// SPDX-License-Identifier: Apache-2.0

import Client
import Foundation
import LogContract
import Messages
import ReferenceLog
import TestSupport

/// Starts `assay serve`, writes, kills it at any moment, opens what it left, and begins again.
struct KillLoop {
    private static let topic = "killed"
    private static let partitions: Int32 = 3
    private static let retentionBytes = 300_000
    private static let properties = [
        "node.id=1", "num.partitions=\(partitions)", "log.retention.bytes=\(retentionBytes)",
        "log.roll.ms=25", "log.index.interval.bytes=400", "log.retention.check.interval.ms=20",
        "log.initial.task.delay.ms=20",
        "log.flush.offset.checkpoint.interval.ms=15",
        "log.flush.start.offset.checkpoint.interval.ms=15", "log.segment.delete.delay.ms=5",
        "replica.high.watermark.checkpoint.interval.ms=10", "log.cleaner.backoff.ms=10",
    ]

    private let folder: String
    private let durability: String
    private let progress = KillProgress()
    private var random: SeededGenerator
    private var writers: [KillWriter]
    private var keyWriter: KillKeyWriter
    private var trimmer: KillTrimmer
    /// What each partition held when it was opened last.
    private var seen: [TopicPartition: StoredValues] = [:]
    private var ends: [TopicPartition: Int64] = [:]
    /// Records of the compacted log that are still there.
    private(set) var recordsKept = 0
    private(set) var failures: [String] = []
    private(set) var cut = 0
    private(set) var rounds = 0

    var answers: Int {
        writers.reduce(keyWriter.answers + trimmer.answers) { $0 + $1.answers }
    }
    /// Records of the compacted log that were ever acknowledged.
    var keysWritten: Int { keyWriter.answers }
    var resent: Int { writers.reduce(0) { $0 + $1.resent } }
    /// Where the partitions end.
    var recordsWritten: Int64 { ends.values.reduce(0, +) }

    init(in folder: String, durability: String, random: SeededGenerator) {
        self.folder = folder
        self.durability = durability
        self.random = random
        keyWriter = KillKeyWriter(seed: random.seed &+ 100)
        trimmer = KillTrimmer(seed: random.seed &+ 101)
        let progress = progress
        writers =
            (0..<Self.partitions).map {
                KillWriter(
                    topic: Self.topic, partition: $0, producerId: $0 == 0 ? -1 : 7000 + Int64($0),
                    progress: progress, seed: random.seed &+ UInt64($0))
            } + [
                KillWriter(
                    topic: KillTrimmer.topic, partition: 0, producerId: -1,
                    progress: progress, seed: random.seed &+ UInt64(Self.partitions))
            ]
    }

    /// One life of a broker and what came after it.
    mutating func round() async throws {
        let child = try ChildProcess(
            PackageRoot.assay(),
            ["serve", "--listen", "127.0.0.1:0", "--ready", "-", "--stdin-bound", "--data", folder]
                + ["--durability", durability] + Self.properties.flatMap { ["--set", $0] })
        let isEarly = rounds > 0 && Int.random(in: 0..<6, using: &random) == 0
        if isEarly {
            // While it opens its logs, or has barely begun to serve.
            try await Task.sleep(for: .microseconds(Int.random(in: 0...15_000, using: &random)))
            child.send(SIGKILL)
        } else {
            try await write(to: child)
        }
        _ = try await child.wait(within: 20)
        rounds += 1
        try check(closing: Bool.random(using: &random))
    }

    private mutating func write(to child: ChildProcess) async throws {
        let line = try await child.line(within: 30)
        guard let address = line.firstMatch(of: /"bootstrap":"([^"]+)"/)?.1 else { return }
        let bootstrap = try Address(String(address))
        let client = KafkaClient(bootstrap: [bootstrap])
        if rounds == 0 {
            _ = try await client.metadata(of: [Self.topic], createTopics: true)
            try await createOthers(on: bootstrap)
        }
        for partition in 0..<Self.partitions {
            _ = try await client.leader(of: Self.topic, partition)
        }
        await client.close()
        let patience = Duration.microseconds(Int.random(in: 500...60_000, using: &random))
        let isShort = Int.random(in: 0..<4, using: &random) == 0
        let progress = progress
        let before = (writers, keyWriter, trimmer)
        async let keys = Self.drive(before.1, bootstrap) { await $0.write(over: $1) }
        async let trims = Self.drive(before.2, bootstrap) { await $0.trim(over: $1) }
        writers = await withTaskGroup(of: KillWriter.self) { group in
            for writer in before.0 {
                group.addTask {
                    await Self.drive(writer, bootstrap) { await $0.write(over: $1) }
                }
            }
            // However slow the machine: most lives have something to lose.
            if !isShort { await progress.waitForAnswer(atMost: .seconds(2)) }
            try? await Task.sleep(for: patience)
            child.send(SIGKILL)
            var ended: [KillWriter] = []
            for await writer in group { ended.append(writer) }
            return ended.sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) }
        }
        (keyWriter, trimmer) = await (keys, trims)
    }

    /// Lets a client do what it does over a connection of its own until that breaks.
    private static func drive<Driven: Sendable>(
        _ client: Driven, _ bootstrap: Address,
        _ body: @Sendable (inout Driven, Connection) async -> Void
    ) async -> Driven {
        var client = client
        if let connection = try? await Connection.open(to: bootstrap) {
            await body(&client, connection)
            connection.close()
        }
        return client
    }

    /// A topic that is compacted, and one whose records are deleted by request alone.
    private func createOthers(on bootstrap: Address) async throws {
        var request = CreateTopicsRequest()
        request.topics = [
            (KillKeyWriter.topic, [("cleanup.policy", "compact")]),
            (KillTrimmer.topic, [("retention.bytes", "-1")]),
        ].map { name, configs in
            var topic = CreateTopicsRequest.CreatableTopic()
            topic.name = name
            topic.numPartitions = 1
            topic.replicationFactor = 1
            topic.configs = (configs + [("min.cleanable.dirty.ratio", "0.01")]).map { key, value in
                var config = CreateTopicsRequest.CreatableTopicConfig()
                config.name = key
                config.value = value
                return config
            }
            return topic
        }
        request.timeoutMs = 10_000
        let connection = try await Connection.open(to: bootstrap)
        _ = try await connection.roundTrip(request, version: 7)
        connection.close()
    }
}

extension KillLoop {
    /// Opens the directory in this process and compares it with everything that is known.
    private mutating func check(closing: Bool) throws {
        let disk = PosixDisk()
        guard let cluster = try ReferenceLogEngine.clusterId(of: folder, on: disk) else { return }
        var options = EngineOptions(clusterId: cluster, nodeId: 1)
        options.config.indexIntervalBytes = 400
        let engine = try ReferenceLogEngine(
            directory: folder, options: options, disk: disk, clock: SystemClock(),
            random: SystemRandomSource())
        cut += engine.recoveryFindings.count
        for index in writers.indices {
            let name = TopicPartition(
                topic: writers[index].topic, partition: writers[index].partition)
            guard let log = engine.logs[name] else {
                if ends[name] != nil { fail("\(name) is gone") }
                continue
            }
            let stored = try StoredValues(of: log)
            writers[index].forget(below: log.logStartOffset)
            check(log, name, stored, writers[index])
            seen[name] = stored
            ends[name] = log.logEndOffset
        }
        try checkKeys(in: engine)
        checkTrimmed(in: engine)
        if closing { try engine.close() }
    }

    private mutating func check(
        _ log: any PartitionLog, _ name: TopicPartition, _ stored: StoredValues,
        _ writer: KillWriter
    ) {
        let start = log.logStartOffset
        if name.topic == Self.topic && start > 0 && log.sizeInBytes < Self.retentionBytes {
            fail("\(name) begins at \(start) with \(log.sizeInBytes) bytes left")
        }
        if let before = ends[name], log.logEndOffset < before {
            fail("\(name) ends at \(log.logEndOffset), after \(before)")
        }
        for (offset, value) in seen[name]?.values ?? [:]
        where offset >= start && stored[offset] != value {
            fail("\(name) \(offset): \(stored[offset] ?? "nothing") where \(value) was")
        }
        for (offset, draft) in writer.acknowledged {
            for index in 0..<draft.count {
                let value = KillWriter.value(draft.number, index)
                let found = stored[offset + Int64(index)]
                if found != value {
                    fail("\(name) \(offset): \(found ?? "nothing"), \(value) was promised")
                }
            }
        }
        for draft in writer.unrecognised where start == 0 {
            let value = KillWriter.value(draft.number, 0)
            if !stored.order.contains(value) { fail("\(name): \(value) was refused and is lost") }
        }
        for refusal in writer.refusals { fail("\(name) \(refusal)") }
        if writer.producerId >= 0 { checkOrder(stored, name) }
    }

    /// Every key of the compacted log has the value promised last, or one that was sent since.
    private mutating func checkKeys(in engine: ReferenceLogEngine) throws {
        let name = TopicPartition(topic: KillKeyWriter.topic, partition: 0)
        for refusal in keyWriter.refusals { fail("\(name) \(refusal)") }
        guard let log = engine.logs[name] else {
            if ends[name] != nil { fail("\(name) is gone") }
            return
        }
        if log.logEndOffset < max(keyWriter.acknowledgedEnd, ends[name] ?? 0) {
            fail("\(name) ends at \(log.logEndOffset)")
        }
        ends[name] = log.logEndOffset
        let stored = try StoredValues(of: log)
        recordsKept = stored.values.count
        for mistake in keyWriter.mistakes(in: stored.latest) { fail("\(name): \(mistake)") }
        keyWriter.settle(stored.latest)
    }

    /// No record is gone that nobody asked to be.
    private mutating func checkTrimmed(in engine: ReferenceLogEngine) {
        let name = TopicPartition(topic: KillTrimmer.topic, partition: 0)
        for refusal in trimmer.refusals { fail("\(name) \(refusal)") }
        guard let log = engine.logs[name] else { return }
        if log.logStartOffset > trimmer.asked {
            fail("\(name) begins at \(log.logStartOffset), \(trimmer.asked) was asked for")
        }
        trimmer.settle(start: log.logStartOffset)
    }

    /// An idempotent producer's batches stand once each, in order, however often they were sent.
    private mutating func checkOrder(_ stored: StoredValues, _ name: TopicPartition) {
        let numbers = stored.order.compactMap { value in
            value.firstMatch(of: /^batch (\d+) record 0$/).flatMap { Int($0.1) }
        }
        for (last, next) in zip(numbers, numbers.dropFirst()) where next != last + 1 {
            fail("\(name): batch \(next) after \(last)")
        }
    }

    private mutating func fail(_ what: String) {
        if failures.count < 20 { failures.append("round \(rounds): \(what)") }
    }
}
