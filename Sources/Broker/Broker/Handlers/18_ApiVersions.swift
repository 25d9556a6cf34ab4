// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    /// ApiVersions: what is served, and nothing else.
    func apiVersions(_ request: ApiVersionsRequest, _ context: RequestContext) -> Outcome {
        if context.version >= 3 {
            guard Self.isSoftwareWord(request.clientSoftwareName),
                Self.isSoftwareWord(request.clientSoftwareVersion)
            else { return refuse(.invalidRequest, context) }
        }
        if context.version >= 5 {
            // A client that was here before finds another cluster or node at the address.
            let isOtherCluster = request.clusterId.map { $0 != clusterId } ?? false
            let isOtherNode = request.nodeId >= 0 && request.nodeId != identity.nodeId
            if isOtherCluster || isOtherNode { return refuse(.rebootstrapRequired, context) }
        }
        var response = ApiVersionsResponse()
        response.apiKeys = ServedApi.all.map(\.entry)
        response.finalizedFeaturesEpoch = 0
        return context.reply(response)
    }

    /// The answer to a version we lack: that of version 0, which every client reads, with the one
    /// line that tells which version to ask with (KIP-511).
    func unsupportedApiVersions(_ context: RequestContext) -> Outcome {
        var response = ApiVersionsResponse()
        response.errorCode = ErrorCode.unsupportedVersion.rawValue
        response.apiKeys = ServedApi.find(context.apiKey).map { [$0.entry] } ?? []
        let readable = RequestContext(
            connection: context.connection, apiKey: context.apiKey, version: 0,
            correlationId: context.correlationId, now: context.now)
        return readable.reply(response)
    }

    private func refuse(_ error: ErrorCode, _ context: RequestContext) -> Outcome {
        var response = ApiVersionsResponse()
        response.errorCode = error.rawValue
        return context.reply(response)
    }

    /// Letters and digits, with '-' and '.' between them (KIP-511).
    private static func isSoftwareWord(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy {
                isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension ServedApi {
    fileprivate var entry: ApiVersionsResponse.ApiVersion {
        var entry = ApiVersionsResponse.ApiVersion()
        entry.apiKey = key.rawValue
        entry.minVersion = versions.lowerBound
        entry.maxVersion = versions.upperBound
        return entry
    }
}
