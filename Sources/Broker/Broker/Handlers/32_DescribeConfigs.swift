// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    private typealias Entry = DescribeConfigsResponse.DescribeConfigsResourceResult

    /// Resources that one answer describes: each takes a hundred times the bytes that ask for it.
    private static let resourcesMax = 10_000
    /// Bytes of names, values and texts in one answer: as many as a request may have by default.
    private static let answerBytesMax = 100 << 20

    /// What one resource of a request asks; one that is asked again, as Kafka allows, is looked up.
    private struct Question: Hashable {
        let type: Int8
        let name: String
        let keys: [String]?
    }

    /// DescribeConfigs for topics and for this broker.
    func describeConfigs(_ request: DescribeConfigsRequest, _ context: RequestContext) -> Outcome {
        var response = DescribeConfigsResponse()
        var known: [Question: (entries: [Entry], bytes: Int)] = [:]
        var bytesLeft = Self.answerBytesMax
        for (index, resource) in request.resources.enumerated() {
            var result = DescribeConfigsResponse.DescribeConfigsResult()
            result.resourceType = resource.resourceType
            result.resourceName = resource.resourceName
            do throws(Refusal) {
                guard index < Self.resourcesMax, bytesLeft > 0 else { throw Self.tooMany }
                let question = try question(resource)
                if known[question] == nil {
                    let entries = try entries(for: question, request)
                    known[question] = (entries, entries.reduce(0) { $0 + $1.bytes })
                }
                if let (entries, bytes) = known[question] {
                    bytesLeft -= bytes
                    guard bytesLeft >= 0 else { throw Self.tooMany }
                    result.configs = entries
                }
            } catch {
                result.errorCode = error.code.rawValue
                result.errorMessage = error.message
            }
            response.results.append(result)
        }
        return context.reply(response)
    }

    private static let tooMany = Refusal(
        .invalidRequest,
        "more than \(resourcesMax) resources, or \(answerBytesMax) bytes of answer, in one request")

    /// Fails on what is not described here.
    private func question(
        _ resource: DescribeConfigsRequest.DescribeConfigsResource
    ) throws(Refusal) -> Question {
        var name = resource.resourceName
        switch resource.resourceType {
        case ConfigResource.topicType:
            if let problem = TopicName.problem(with: name) {
                throw Refusal(.invalidTopicException, problem)
            }
        case ConfigResource.brokerType where !name.isEmpty:
            guard Int32(name) == identity.nodeId else {
                throw Refusal(
                    .invalidRequest,
                    "this is broker \(identity.nodeId), not '\(name.prefix(20))'")
            }
            name = String(identity.nodeId)
        case ConfigResource.brokerType: break
        default:
            throw Refusal(
                .invalidRequest, "resource type \(resource.resourceType) is not described here")
        }
        return Question(
            type: resource.resourceType, name: name, keys: resource.configurationKeys)
    }

    private func entries(
        for question: Question, _ request: DescribeConfigsRequest
    ) throws(Refusal) -> [Entry] {
        // No keys, like null, asks for all of them, as with Kafka.
        let keys = Set(question.keys ?? [])
        let isTopic = question.type == ConfigResource.topicType
        return try values(for: question).compactMap { value in
            keys.isEmpty || keys.contains(value.definition.name)
                ? entry(value, isWritable: isTopic || value.definition.isDynamic, request) : nil
        }
    }

    private func values(for question: Question) throws(Refusal) -> [ConfigValue] {
        if question.type == ConfigResource.topicType {
            guard let topic = topics[.name(question.name)] else { throw .noSuchTopic }
            return config.topicValues(topic.record.configs)
        }
        // The nameless broker stands for all brokers of the cluster.
        return question.name.isEmpty ? config.clusterValues() : config.brokerValues()
    }

    private func entry(
        _ value: ConfigValue, isWritable: Bool, _ request: DescribeConfigsRequest
    ) -> DescribeConfigsResponse.DescribeConfigsResourceResult {
        var entry = DescribeConfigsResponse.DescribeConfigsResourceResult()
        entry.name = value.definition.name
        // What nobody knows may be a secret.
        let isSensitive = value.definition.type == .unknown
        entry.value = isSensitive ? nil : value.value.map(value.definition.shown)
        entry.isSensitive = isSensitive
        entry.readOnly = !isWritable
        entry.configSource = value.source.rawValue
        entry.configType = value.definition.type.rawValue
        entry.documentation =
            request.includeDocumentation ? value.definition.documentation : nil
        if request.includeSynonyms {
            entry.synonyms = value.synonyms.map { synonym in
                var answer = DescribeConfigsResponse.DescribeConfigsSynonym()
                answer.name = synonym.name
                answer.value =
                    isSensitive ? nil : synonym.value.map(value.definition.shown)
                answer.source = synonym.source.rawValue
                return answer
            }
        }
        return entry
    }
}

extension DescribeConfigsResponse.DescribeConfigsResourceResult {
    /// Roughly what it takes in an answer.
    fileprivate var bytes: Int {
        synonyms.reduce(
            16 + name.utf8.count + (value?.utf8.count ?? 0) + (documentation?.utf8.count ?? 0)
        ) { $0 + 8 + $1.name.utf8.count + ($1.value?.utf8.count ?? 0) }
    }
}
