// SPDX-License-Identifier: Apache-2.0

import Broker
import LogContract
import Messages
import Testing

struct AlterConfigsTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker(["log.retention.hours": "2", "log.cleanup.policy": "compact"])
        try broker.createTopic("t")
    }

    private static let set: Int8 = 0
    private static let delete: Int8 = 1
    private static let append: Int8 = 2
    private static let subtract: Int8 = 3

    private func change(
        _ changes: [(String, Int8, String?)], of name: String = "t", type: Int8 = 2,
        validateOnly: Bool = false, version: Int16 = 1
    ) throws -> Int16 {
        var resource = IncrementalAlterConfigsRequest.AlterConfigsResource()
        resource.resourceType = type
        resource.resourceName = name
        resource.configs = changes.map { name, operation, value in
            var config = IncrementalAlterConfigsRequest.AlterableConfig()
            config.name = name
            config.configOperation = operation
            config.value = value
            return config
        }
        var request = IncrementalAlterConfigsRequest()
        request.resources = [resource]
        request.validateOnly = validateOnly
        let answer = try #require(try broker.ask(request, version: version).responses.first)
        #expect(answer.resourceName == name)
        #expect(answer.resourceType == type)
        return answer.errorCode
    }

    private func replace(
        _ configs: [(String, String?)], of name: String = "t", type: Int8 = 2,
        validateOnly: Bool = false
    ) throws -> Int16 {
        var resource = AlterConfigsRequest.AlterConfigsResource()
        resource.resourceType = type
        resource.resourceName = name
        resource.configs = configs.map { name, value in
            var config = AlterConfigsRequest.AlterableConfig()
            config.name = name
            config.value = value
            return config
        }
        var request = AlterConfigsRequest()
        request.resources = [resource]
        request.validateOnly = validateOnly
        return try #require(try broker.ask(request, version: 2).responses.first).errorCode
    }

    /// Value, source, and values of the synonyms.
    private func described(
        _ key: String, of name: String = "t", type: Int8 = 2, on other: TestBroker? = nil
    ) throws -> (value: String?, source: Int8, synonyms: [String?])? {
        var resource = DescribeConfigsRequest.DescribeConfigsResource()
        resource.resourceType = type
        resource.resourceName = name
        resource.configurationKeys = [key]
        var request = DescribeConfigsRequest()
        request.resources = [resource]
        request.includeSynonyms = true
        let config = try (other ?? broker).ask(request, version: 4).results.first?.configs.first
        return config.map { ($0.value, $0.configSource, $0.synonyms.map(\.value)) }
    }

    private var log: LogConfig? {
        broker.engine.memoryLogs[TopicPartition(topic: "t", partition: 0)]?.config
    }

    @Test(arguments: [0, 1] as [Int16])
    func `set reaches the running log, delete brings back the default`(version: Int16) throws {
        #expect(log?.retentionMillis == 7_200_000)
        #expect(try change([("retention.ms", Self.set, " 2000 ")], version: version) == 0)
        #expect(log?.retentionMillis == 2000)
        #expect(try described("retention.ms")?.value == "2000")
        #expect(try described("retention.ms")?.source == 1)
        #expect(try change([("retention.ms", Self.delete, "x")], version: version) == 0)
        #expect(log?.retentionMillis == 7_200_000)
        #expect(try change([("retention.ms", Self.delete, nil), ("nope", Self.delete, nil)]) == 0)
    }

    @Test
    func `lists grow and shrink from the default of the config itself`() throws {
        #expect(try described("cleanup.policy")?.value == "compact")
        #expect(try change([("cleanup.policy", Self.append, "compact")]) == 0)
        #expect(try described("cleanup.policy")?.value == "delete,compact")
        #expect(log?.cleanupPolicy == [.compact, .delete])
        #expect(try change([("cleanup.policy", Self.append, "compact")]) == 0)
        #expect(try described("cleanup.policy")?.value == "delete,compact")
        #expect(try change([("cleanup.policy", Self.subtract, "delete,other")]) == 0)
        #expect(try described("cleanup.policy")?.synonyms == ["compact", "compact", "delete"])
        #expect(log?.cleanupPolicy == .compact)
        #expect(try change([("cleanup.policy", Self.subtract, "compact")]) == 0)
        #expect(try described("cleanup.policy")?.value == "")
    }

    @Test
    func `each mistake has its error and changes nothing`() throws {
        let mistakes: [([(String, Int8, String?)], Int16)] = [
            ([("retention.ms", Self.set, nil)], 42), ([("retention.ms", Self.set, "")], 40),
            ([("retention.ms", Self.set, "abc")], 40), ([("retention.ms", Self.set, "-2")], 40),
            ([("foo", Self.set, "1")], 40), ([("foo", Self.append, "1")], 40),
            ([("retention.ms", Self.append, "1")], 40),
            ([("retention.ms", Self.subtract, "1")], 40),
            ([("retention.ms", 4, "1")], -1), ([("retention.ms", -1, "1")], -1),
            ([("retention.ms", Self.set, "1"), ("retention.ms", Self.delete, nil)], 42),
            ([("retention.ms", Self.set, "77"), ("foo", Self.set, "1")], 40),
            ([("cleanup.policy", Self.append, "foo")], 40),
            ([("cleanup.policy", Self.set, "delete,")], 40),
            (
                [
                    ("min.compaction.lag.ms", Self.set, "9"),
                    ("max.compaction.lag.ms", Self.set, "8"),
                ], 40
            ),
            ([("leader.replication.throttled.replicas", Self.set, "x")], 40),
            ([("remote.storage.enable", Self.set, "true")], 40),
        ]
        for (changes, code) in mistakes {
            #expect(try change(changes) == code, "\(changes)")
        }
        #expect(try described("retention.ms")?.source != 1)
        #expect(try change([("retention.ms", Self.set, "1")], of: "none") == 3)
        #expect(try change([("retention.ms", Self.set, "x")], of: "none") == 40)
        #expect(try change([("retention.ms", Self.set, "1")], of: "a b") == 17)
        #expect(try change([("retention.ms", Self.set, "1")], of: "") == 42)
        #expect(try change([("x", Self.set, "1")], of: "x", type: 3) == 42)
        #expect(try change([("x", Self.set, "INFO")], of: "1", type: 8) == 40)
    }

    @Test
    func `validating changes nothing`() throws {
        #expect(try change([("retention.ms", Self.set, "5")], validateOnly: true) == 0)
        #expect(try change([("retention.ms", Self.set, "x")], validateOnly: true) == 40)
        #expect(try replace([("retention.ms", "5")], validateOnly: true) == 0)
        #expect(log?.retentionMillis == 7_200_000)
    }

    @Test
    func `a resource named twice is not changed`() throws {
        var resource = IncrementalAlterConfigsRequest.AlterConfigsResource()
        resource.resourceType = 2
        resource.resourceName = "t"
        var request = IncrementalAlterConfigsRequest()
        request.resources = [resource, resource]
        #expect(try broker.ask(request, version: 1).responses.map(\.errorCode) == [42, 42])
    }

    @Test
    func `AlterConfigs replaces all that is set`() throws {
        #expect(try replace([("retention.ms", "123")]) == 0)
        #expect(try replace([("segment.ms", "456")]) == 0)
        #expect(log?.retentionMillis == 7_200_000)
        #expect(log?.segmentMillis == 456)
        #expect(try replace([("segment.ms", nil)]) == 42)
        #expect(try replace([("segment.ms", "1"), ("segment.ms", "2")]) == 42)
        #expect(try replace([("foo", "1")]) == 40)
        #expect(try replace([], of: "none") == 3)
        #expect(log?.segmentMillis == 456)
        #expect(try replace([]) == 0)
        #expect(log?.segmentMillis == 604_800_000)
    }

    @Test
    func `configs set while running survive a restart`() throws {
        #expect(try change([("retention.ms", Self.set, "5")]) == 0)
        #expect(try change([("log.segment.bytes", Self.set, "2000000")], of: "", type: 4) == 0)
        let restarted = try broker.restarted()
        #expect(try described("retention.ms", on: restarted)?.value == "5")
        #expect(try described("segment.bytes", on: restarted)?.value == "2000000")
        #expect(log?.retentionMillis == 5)
        #expect(log?.segmentBytes == 2_000_000)
    }

    @Test
    func `a property of this broker beats one of the cluster, and both what was there before`()
        throws
    {
        func change(_ value: String?, of name: String) throws -> Int16 {
            try self.change(
                [("log.retention.ms", value == nil ? Self.delete : Self.set, value)], of: name,
                type: 4)
        }
        #expect(try change("200", of: "") == 0)
        #expect(log?.retentionMillis == 200)
        #expect(try described("log.retention.ms", of: "", type: 4)?.source == 3)
        #expect(try described("log.retention.ms", of: "1", type: 4)?.source == 3)
        #expect(try change("300", of: "1") == 0)
        #expect(log?.retentionMillis == 300)
        let topic = try described("retention.ms")
        #expect(topic?.source == 2)
        #expect(topic?.synonyms == ["300", "200", "2", "168"])
        #expect(try change(nil, of: "1") == 0)
        #expect(try replace([], of: "", type: 4) == 0)
        #expect(log?.retentionMillis == 7_200_000)
    }

    @Test
    func `what a running broker cannot change is refused, what nobody knows is kept hidden`() throws
    {
        let refused: [(String, String)] = [
            ("num.partitions", "3"), ("log.dirs", "/x"), ("log.retention.hours", "5"),
            ("log.retention.ms", "abc"), ("log.segment.bytes", "5"),
        ]
        for (name, value) in refused {
            #expect(try change([(name, Self.set, value)], of: "1", type: 4) == 42, "\(name)")
        }
        #expect(try change([("max.connections", Self.set, "7")], of: "1", type: 4) == 0)
        var connectionsMax = 0
        broker.broker.observeConfig { connectionsMax = $0.connectionsMax }
        #expect(connectionsMax == 7)
        #expect(try change([("max.connections", Self.set, "8")], of: "1", type: 4) == 0)
        #expect(connectionsMax == 8)
        #expect(try change([("num.partitions", Self.delete, nil)], of: "1", type: 4) == 0)
        #expect(try change([("log.retention.ms", Self.set, "1")], of: "7", type: 4) == 42)
        #expect(try change([("log.retention.ms", Self.set, "1")], of: "x", type: 4) == 42)
        #expect(try change([("plug.in password", Self.set, "secret\n")], of: "1", type: 4) == 0)
        let unknown = try described("plug.in password", of: "1", type: 4, on: broker.restarted())
        #expect(unknown?.value == nil)
        #expect(unknown?.source == 2)
    }
}
