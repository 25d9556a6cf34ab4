// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    /// AlterConfigs: what is set on a resource is replaced as a whole, each resource for itself.
    func alterConfigs(_ request: AlterConfigsRequest, _ context: RequestContext) -> Outcome {
        let isRepeated = Self.repeated(
            request.resources.map { ($0.resourceType, $0.resourceName) })
        var response = AlterConfigsResponse()
        var alteration = ConfigAlteration(dynamic: config.dynamic)
        for resource in request.resources {
            var answer = AlterConfigsResponse.AlterConfigsResourceResponse()
            answer.resourceType = resource.resourceType
            answer.resourceName = resource.resourceName
            // Kafka never answers a request that names one more than once.
            let refusal = Self.refusal(
                ifRepeated: isRepeated(resource.resourceType, resource.resourceName)
            ) { () throws(Refusal) in
                try replaceConfigs(of: resource, in: &alteration)
            }
            answer.errorCode = (refusal?.code ?? .none).rawValue
            answer.errorMessage = refusal?.message
            response.responses.append(answer)
        }
        if !request.validateOnly, let refusal = store(alteration) {
            for index in response.responses.indices where response.responses[index].errorCode == 0 {
                response.responses[index].errorCode = refusal.code.rawValue
                response.responses[index].errorMessage = refusal.message
            }
        }
        return context.reply(response)
    }

    private func replaceConfigs(
        of resource: AlterConfigsRequest.AlterConfigsResource, in alteration: inout ConfigAlteration
    ) throws(Refusal) {
        try Self.checkForm(resource.configs.map { ($0.name, $0.value, true) })
        let target = try ConfigResource(
            type: resource.resourceType, name: resource.resourceName, nodeId: identity.nodeId)
        try alter(target, in: &alteration) { values, _ in
            values = [:]
            for config in resource.configs { values[config.name] = config.value }
        }
    }
}
