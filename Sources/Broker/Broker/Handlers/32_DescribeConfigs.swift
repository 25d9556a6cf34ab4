// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    // ConfigResource.Type
    private static let topicResource: Int8 = 2
    private static let brokerResource: Int8 = 4

    /// Resources that one answer describes: each takes a hundred times the bytes that ask for it.
    private static let resourcesMax = 10_000

    /// DescribeConfigs for topics and for this broker.
    func describeConfigs(_ request: DescribeConfigsRequest, _ context: RequestContext) -> Outcome {
        var response = DescribeConfigsResponse()
        for (index, resource) in request.resources.enumerated() {
            var result = DescribeConfigsResponse.DescribeConfigsResult()
            result.resourceType = resource.resourceType
            result.resourceName = resource.resourceName
            switch index < Self.resourcesMax ? values(of: resource) : .failure(.tooMany) {
            case .success(let values):
                // No keys, like null, asks for all of them, as with Kafka.
                let keys = Set(resource.configurationKeys ?? [])
                let isWritable = resource.resourceType == Self.topicResource
                result.configs = values.compactMap { value in
                    keys.isEmpty || keys.contains(value.definition.name)
                        ? entry(value, isWritable: isWritable, request) : nil
                }
            case .failure(let refusal):
                result.errorCode = refusal.code.rawValue
                result.errorMessage = refusal.message
            }
            response.results.append(result)
        }
        return context.reply(response)
    }

    private struct Refusal: Error {
        let code: ErrorCode
        let message: String

        static let tooMany = Refusal(
            code: .invalidRequest, message: "more than \(resourcesMax) resources in one request")
    }

    private func values(
        of resource: DescribeConfigsRequest.DescribeConfigsResource
    ) -> Result<[ConfigValue], Refusal> {
        let name = resource.resourceName
        switch resource.resourceType {
        case Self.topicResource:
            if let problem = TopicName.problem(with: name) {
                return .failure(Refusal(code: .invalidTopicException, message: problem))
            }
            guard let topic = topics[.name(name)] else {
                return .failure(
                    Refusal(code: .unknownTopicOrPartition, message: "there is no such topic"))
            }
            return .success(config.topicValues(topic.record.configs))
        case Self.brokerResource:
            // The nameless broker stands for dynamic defaults of the cluster, of which none is set.
            if name.isEmpty { return .success([]) }
            guard Int32(name) == identity.nodeId else {
                return .failure(
                    Refusal(
                        code: .invalidRequest,
                        message: "this is broker \(identity.nodeId), not '\(name)'"))
            }
            return .success(config.brokerValues())
        default:
            return .failure(
                Refusal(
                    code: .invalidRequest,
                    message: "resource type \(resource.resourceType) is not described here"))
        }
    }

    private func entry(
        _ value: ConfigValue, isWritable: Bool, _ request: DescribeConfigsRequest
    ) -> DescribeConfigsResponse.DescribeConfigsResourceResult {
        var entry = DescribeConfigsResponse.DescribeConfigsResourceResult()
        entry.name = value.definition.name
        entry.value = value.value
        entry.readOnly = !isWritable
        entry.configSource = value.source.rawValue
        entry.configType = value.definition.type.rawValue
        entry.documentation =
            request.includeDocumentation ? value.definition.documentation : nil
        if request.includeSynonyms {
            entry.synonyms = value.synonyms.map { synonym in
                var answer = DescribeConfigsResponse.DescribeConfigsSynonym()
                answer.name = synonym.name
                answer.value = synonym.value
                answer.source = synonym.source.rawValue
                return answer
            }
        }
        return entry
    }
}
