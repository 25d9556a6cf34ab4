// SPDX-License-Identifier: Apache-2.0

import Broker
import Messages
import Testing

struct DescribeConfigsTests {
    private func describe(
        _ type: Int8, _ name: String, keys: [String]? = nil, on broker: TestBroker
    ) throws -> DescribeConfigsResponse.DescribeConfigsResult {
        var resource = DescribeConfigsRequest.DescribeConfigsResource()
        resource.resourceType = type
        resource.resourceName = name
        resource.configurationKeys = keys
        var request = DescribeConfigsRequest()
        request.resources = [resource]
        request.includeSynonyms = true
        request.includeDocumentation = true
        return try #require(try broker.ask(request, version: 4).results.first)
    }

    @Test
    func `a topic's config tells value, source and what else was looked at`() throws {
        let broker = try TestBroker(["message.max.bytes": "2000000"])
        try broker.createTopic("t", configs: ["max.message.bytes": "777"])
        let own = try describe(2, "t", keys: ["max.message.bytes", "nope"], on: broker).configs
        #expect(own.map(\.name) == ["max.message.bytes"])
        #expect(own[0].value == "777")
        #expect(own[0].configSource == 1)
        #expect(own[0].configType == 3)
        #expect(own[0].readOnly == false)
        #expect(own[0].documentation?.isEmpty == false)
        #expect(own[0].synonyms.map(\.value) == ["777", "2000000", "1048588"])
        #expect(own[0].synonyms.map(\.source) == [1, 4, 5])
        #expect(
            own[0].synonyms.map(\.name)
                == ["max.message.bytes", "message.max.bytes", "message.max.bytes"])
    }

    @Test
    func `no keys and null keys mean all, hidden ones excepted`() throws {
        let broker = try TestBroker()
        try broker.createTopic("t")
        try broker.createTopic("small", configs: ["internal.segment.bytes": "1000"])
        let all = try describe(2, "t", on: broker).configs
        #expect(all.count == 37)
        #expect(try describe(2, "t", keys: [], on: broker).configs.count == 37)
        #expect(try describe(2, "small", on: broker).configs.count == 38)
        #expect(all.allSatisfy { $0.configSource == 5 })
    }

    @Test
    func `this broker is described, others are not`() throws {
        let broker = try TestBroker(["num.partitions": "3"])
        let partitions = try describe(4, "1", keys: ["num.partitions"], on: broker).configs[0]
        #expect(partitions.value == "3")
        #expect(partitions.configSource == 4)
        #expect(partitions.readOnly)
        #expect(try describe(4, "7", on: broker).errorCode == 42)
        #expect(try describe(4, "x", on: broker).errorCode == 42)
        #expect(try describe(4, "", on: broker).configs.isEmpty)
        #expect(try describe(1, "x", on: broker).errorCode == 42)
        #expect(try describe(2, "none", on: broker).errorCode == 3)
        #expect(try describe(2, "a b", on: broker).errorCode == 17)
    }

    @Test
    func `properties are checked, one line for each mistake`() throws {
        #expect(throws: ConfigError.self) { try BrokerConfig(properties: ["num.partition": "1"]) }
        for (name, value) in [
            ("num.partitions", "0"), ("num.partitions", "x"), ("log.segment.bytes", "100"),
            ("auto.create.topics.enable", "yes"), ("compression.type", "brotli"),
        ] {
            do {
                _ = try BrokerConfig(properties: [name: value])
                Issue.record("\(name)=\(value) was accepted")
            } catch {
                #expect(error.description.contains(name))
                #expect(error.description.contains(value))
                #expect(!error.description.contains("\n"))
            }
        }
    }
}
