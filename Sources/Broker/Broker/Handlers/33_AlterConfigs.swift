// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    /// AlterConfigs: what is set on a resource is replaced as a whole, each resource for itself.
    func alterConfigs(_ request: AlterConfigsRequest, _ context: RequestContext) -> Outcome {
        let isRepeated = Self.repeated(
            request.resources.map { ($0.resourceType, $0.resourceName) })
        var response = AlterConfigsResponse()
        for resource in request.resources {
            var answer = AlterConfigsResponse.AlterConfigsResourceResponse()
            answer.resourceType = resource.resourceType
            answer.resourceName = resource.resourceName
            answer.errorMessage = nil
            do throws(Refusal) {
                // Kafka never answers such a request.
                if isRepeated(resource.resourceType, resource.resourceName) {
                    throw Self.namedMoreThanOnce
                }
                try replaceConfigs(of: resource, validateOnly: request.validateOnly)
            } catch {
                answer.errorCode = error.code.rawValue
                answer.errorMessage = error.message
            }
            response.responses.append(answer)
        }
        return context.reply(response)
    }

    private func replaceConfigs(
        of resource: AlterConfigsRequest.AlterConfigsResource, validateOnly: Bool
    ) throws(Refusal) {
        try Self.checkForm(resource.configs.map { ($0.name, $0.value, true) })
        let target = try ConfigResource(
            type: resource.resourceType, name: resource.resourceName, nodeId: identity.nodeId)
        try alter(target, validateOnly: validateOnly) { values, _ in
            values = [:]
            for config in resource.configs { values[config.name] = config.value }
        }
    }
}
