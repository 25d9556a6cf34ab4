// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    /// IncrementalAlterConfigs (KIP-339): of each resource only what is named changes, all of it
    /// or nothing.
    func incrementalAlterConfigs(
        _ request: IncrementalAlterConfigsRequest, _ context: RequestContext
    ) -> Outcome {
        let isRepeated = Self.repeated(
            request.resources.map { ($0.resourceType, $0.resourceName) })
        var response = IncrementalAlterConfigsResponse()
        var alteration = ConfigAlteration(dynamic: config.dynamic)
        for resource in request.resources {
            var answer = IncrementalAlterConfigsResponse.AlterConfigsResourceResponse()
            answer.resourceType = resource.resourceType
            answer.resourceName = resource.resourceName
            let refusal = Self.refusal(
                ifRepeated: isRepeated(resource.resourceType, resource.resourceName)
            ) { () throws(Refusal) in
                try changeConfigs(of: resource, in: &alteration)
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

    private func changeConfigs(
        of resource: IncrementalAlterConfigsRequest.AlterConfigsResource,
        in alteration: inout ConfigAlteration
    ) throws(Refusal) {
        try Self.checkForm(
            resource.configs.map {
                ($0.name, $0.value, $0.configOperation != ConfigChange.Operation.delete.rawValue)
            })
        var changes: [ConfigChange] = []
        for config in resource.configs {
            guard let operation = ConfigChange.Operation(rawValue: config.configOperation) else {
                // As Kafka answers a number that is no operation.
                throw Refusal(.unknownServerError, nil)
            }
            changes.append(
                ConfigChange(name: config.name, operation: operation, value: config.value ?? ""))
        }
        let target = try ConfigResource(
            type: resource.resourceType, name: resource.resourceName, nodeId: identity.nodeId)
        try alter(target, in: &alteration) { (values, table) throws(Refusal) in
            for change in changes {
                try change.apply(to: &values, definition: table[change.name])
            }
        }
    }
}
