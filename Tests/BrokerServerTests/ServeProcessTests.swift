// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Foundation
import Messages
import TestSupport
import Testing

/// `assay serve` as others start it: a process.
struct ServeProcessTests {
    private struct Ready: Decodable {
        struct Node: Decodable {
            var id: Int
            var port: UInt16
            var pid: Int32
        }
        var ready: Bool
        var bootstrap: String
        var nodes: [Node]

        init(_ line: String) throws {
            self = try JSONDecoder().decode(Ready.self, from: Data(line.utf8))
        }
    }

    private static let arguments = ["serve", "--listen", "127.0.0.1:0", "--ready", "-"]

    @Test
    func `the ready line names the address, and SIGTERM ends it cleanly`() async throws {
        let child = try ChildProcess(PackageRoot.assay(), Self.arguments)
        let ready = try Ready(await child.line(within: 30))
        #expect(ready.ready)
        #expect(ready.nodes.map(\.pid) == [child.pid])
        #expect(ready.bootstrap == "127.0.0.1:\(ready.nodes[0].port)")
        let connection = try await Connection.open(to: Address(ready.bootstrap))
        let answer = try await connection.roundTrip(MetadataRequest(), version: 12)
        #expect(answer.message.brokers.map(\.port) == [Int32(ready.nodes[0].port)])
        child.send(SIGTERM)
        #expect(try await child.wait(within: 10) == 0)
        #expect(child.errorText.isEmpty)
    }

    @Test
    func `a signal right behind the ready line ends it cleanly`() async throws {
        let folder = try TemporaryDirectory()
        for _ in 0..<10 {
            let child = try ChildProcess(
                PackageRoot.assay(), Self.arguments, environment: ["TMPDIR": folder.path])
            _ = try await child.line(within: 30)
            child.send(SIGTERM)
            #expect(try await child.wait(within: 10) == 0)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test
    func `what recovery cut off is said in a line`() async throws {
        let folder = try TemporaryDirectory()
        let arguments = Self.arguments + ["--data", folder.path]
        let killed = try ChildProcess(PackageRoot.assay(), arguments)
        var ready = try Ready(await killed.line(within: 30))
        let connection = try await Connection.open(to: Address(ready.bootstrap))
        var metadata = MetadataRequest()
        metadata.topics = [MetadataRequest.MetadataRequestTopic()]
        metadata.topics?[0].name = "t"
        metadata.allowAutoTopicCreation = true
        _ = try await connection.roundTrip(metadata, version: 12)
        let request = try ServedBroker.produce([ByteSlice(utf8: "v")], to: "t")
        _ = try await connection.roundTrip(request, version: 9)
        killed.send(SIGKILL)
        _ = try await killed.wait(within: 10)
        let log = URL(filePath: folder.file("t-0/00000000000000000000.log"))
        let size = try Data(contentsOf: log).count
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([1, 2, 3]))
        try handle.close()
        let child = try ChildProcess(PackageRoot.assay(), arguments)
        ready = try Ready(await child.line(within: 30))
        _ = try await Connection.open(to: Address(ready.bootstrap))
            .roundTrip(metadata, version: 12)
        child.send(SIGTERM)
        #expect(try await child.wait(within: 10) == 0)
        #expect(
            child.errorText == "assay serve: \(log.path) at \(size): 3 bytes cut: "
                + "3 bytes cannot hold a batch, kept in \(log.path).\(size).corrupt\n")
    }

    @Test
    func `who holds a directory is named`() async throws {
        let folder = try TemporaryDirectory()
        let arguments = Self.arguments + ["--data", folder.path]
        let holder = try ChildProcess(PackageRoot.assay(), arguments)
        _ = try await holder.line(within: 30)
        let second = try ChildProcess(PackageRoot.assay(), arguments)
        #expect(try await second.wait(within: 10) == 1)
        #expect(
            second.errorText == "assay serve: cannot use the data directory: lock"
                + " \(folder.path)/.lock: process \(holder.pid) (assay) holds the directory:"
                + " stop it first, or use another directory\n")
        holder.send(SIGTERM)
        #expect(try await holder.wait(within: 10) == 0)
    }

    @Test
    func `the end of standard input ends a bound broker, and its temporary folder`() async throws {
        let folder = try TemporaryDirectory()
        let child = try ChildProcess(
            PackageRoot.assay(), Self.arguments + ["--stdin-bound"],
            environment: ["TMPDIR": folder.path])
        _ = try await child.line(within: 30)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        child.closeInput()
        #expect(try await child.wait(within: 10) == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    /// What Apache Kafka 4.4.0 ships, and the rest of what log engines are told.
    private static let serverProperties = """
        # Licensed to the Apache Software Foundation
        process.roles=broker,controller
        node.id=1
        controller.quorum.bootstrap.servers=localhost:9093
        listeners=PLAINTEXT://:9092,CONTROLLER://:9093
        inter.broker.listener.name=PLAINTEXT
        advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        num.network.threads=3
        num.io.threads=8
        socket.send.buffer.bytes=102400
        socket.receive.buffer.bytes=102400
        socket.request.max.bytes=104857600
        log.dirs=/tmp/kraft-combined-logs
        num.partitions=1
        num.recovery.threads.per.data.dir=2
        offsets.topic.replication.factor=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        log.flush.interval.messages=10000
        log.flush.interval.ms=1000
        log.retention.hours=168
        log.segment.bytes=1073741824
        log.retention.check.interval.ms=300000
        producer.id.expiration.check.interval.ms=600000
        log.flush.start.offset.checkpoint.interval.ms=60000
        log.initial.task.delay.ms=30000
        queued.max.requests=500
        log.cleaner.enable=true
        log.cleaner.threads=1
        log.cleaner.io.buffer.size=524288
        log.cleaner.io.buffer.load.factor=0.9

        """

    @Test
    func `a server properties of Kafka is taken, and what has no effect is named`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("server.properties")
        try Self.serverProperties.write(toFile: path, atomically: true, encoding: .utf8)
        let child = try ChildProcess(
            PackageRoot.assay(), Self.arguments + ["--properties", path])
        _ = try Ready(await child.line(within: 30))
        child.send(SIGTERM)
        #expect(try await child.wait(within: 10) == 0)
        let words = child.errorText.split { " ,\n".contains($0) }
        #expect(child.errorText.hasPrefix("assay serve: without effect here: controller."))
        for name in ["log.dirs", "queued.max.requests", "log.cleaner.threads", "num.io.threads"] {
            #expect(words.contains { $0 == name })
        }
        #expect(!words.contains { $0.hasPrefix("log.retention") || $0 == "log.cleaner.enable" })
    }

    @Test
    func `a parent that is killed leaves no broker behind`() async throws {
        let folder = try TemporaryDirectory()
        let pipe = folder.file("stdin")
        #expect(mkfifo(pipe, 0o600) == 0)
        // The shell is the only one to hold the writing end of the broker's standard input.
        let script = """
            "$0" serve --listen 127.0.0.1:0 --ready - --stdin-bound <"$1" 3>&- & exec 3>"$1"; wait
            """
        let parent = try ChildProcess(
            "/bin/sh", ["-c", script, PackageRoot.assay(), pipe])
        let ready = try Ready(await parent.line(within: 30))
        let address = try Address(ready.bootstrap)
        try await Connection.connect(to: address).close()
        parent.send(SIGKILL)
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline, await isListening(address) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(await !isListening(address))
    }

    private func isListening(_ address: Address) async -> Bool {
        guard let connection = try? await Connection.connect(to: address) else { return false }
        connection.close()
        return true
    }
}
