// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    /// Resources that one answer describes: each takes a hundred times the bytes that ask for it.
    private static let resourcesMax = 10_000

    /// DescribeConfigs for topics and for this broker.
    func describeConfigs(_ request: DescribeConfigsRequest, _ context: RequestContext) -> Outcome {
        var response = DescribeConfigsResponse()
        for (index, resource) in request.resources.enumerated() {
            var result = DescribeConfigsResponse.DescribeConfigsResult()
            result.resourceType = resource.resourceType
            result.resourceName = resource.resourceName
            switch index < Self.resourcesMax ? values(of: resource) : .failure(Self.tooMany) {
            case .success(let values):
                // No keys, like null, asks for all of them, as with Kafka.
                let keys = Set(resource.configurationKeys ?? [])
                let isTopic = resource.resourceType == ConfigResource.topicType
                result.configs = values.compactMap { value in
                    keys.isEmpty || keys.contains(value.definition.name)
                        ? entry(value, isWritable: isTopic || value.definition.isDynamic, request)
                        : nil
                }
            case .failure(let refusal):
                result.errorCode = refusal.code.rawValue
                result.errorMessage = refusal.message
            }
            response.results.append(result)
        }
        return context.reply(response)
    }

    private static let tooMany = Refusal(
        .invalidRequest, "more than \(resourcesMax) resources in one request")

    private func values(
        of resource: DescribeConfigsRequest.DescribeConfigsResource
    ) -> Result<[ConfigValue], Refusal> {
        let name = resource.resourceName
        switch resource.resourceType {
        case ConfigResource.topicType:
            if let problem = TopicName.problem(with: name) {
                return .failure(
                    Refusal(
                        .invalidTopicException, problem))
            }
            guard let topic = topics[.name(name)] else {
                return .failure(
                    Refusal(
                        .unknownTopicOrPartition, "there is no such topic"))
            }
            return .success(config.topicValues(topic.record.configs))
        case ConfigResource.brokerType:
            // The nameless broker stands for all brokers of the cluster.
            if name.isEmpty { return .success(config.clusterValues()) }
            guard Int32(name) == identity.nodeId else {
                return .failure(
                    Refusal(
                        .invalidRequest, "this is broker \(identity.nodeId), not '\(name)'"))
            }
            return .success(config.brokerValues())
        default:
            return .failure(
                Refusal(
                    .invalidRequest, "resource type \(resource.resourceType) is not described here")
            )
        }
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
