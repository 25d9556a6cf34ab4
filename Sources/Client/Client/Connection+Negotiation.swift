// SPDX-License-Identifier: Apache-2.0

package import Messages
import Synchronization

extension Connection {
    /// The name this client gives itself in ApiVersions requests (KIP-511).
    private static let softwareName = "assay"
    private static let softwareVersion = "1"

    /// What `negotiate` found; nil before.
    package var apiVersions: ApiVersionTable? { negotiated.withLock { $0 } }

    /// The versions of an API that the broker announced, as announced; nil when it did not, or
    /// before `negotiate`.
    package func versionRange(_ key: ApiKey) -> ClosedRange<Int16>? {
        apiVersions?.ranges[key.rawValue]
    }

    /// The highest version that both sides speak.
    package func commonVersion<Request: RequestMessage>(
        _ request: Request.Type, atMost limit: Int16 = .max
    ) throws(ClientError) -> Int16 {
        let theirs = versionRange(ApiKey(Request.apiKey))
        let ours = Request.validVersions
        let highest = min(ours.upperBound, theirs?.upperBound ?? -1, limit)
        guard let theirs, highest >= max(ours.lowerBound, theirs.lowerBound) else {
            throw .noCommonVersion(api: Request.name, ours: ours, theirs: theirs)
        }
        return highest
    }

    /// Asks for ApiVersions, in the highest version first and then in one the broker names, or 0
    /// (KIP-511), and remembers the answer.
    @discardableResult
    package func negotiate(
        from version: Int16 = ApiVersionsRequest.validVersions.upperBound,
        timeout: Duration = .seconds(10)
    ) async throws -> ApiVersionTable {
        var request = ApiVersionsRequest()
        request.clientSoftwareName = Self.softwareName
        request.clientSoftwareVersion = Self.softwareVersion
        var asked = version
        while true {
            let reply = try await roundTrip(request, version: asked, timeout: timeout)
            let code = ErrorCode(reply.message.errorCode)
            if code == .none {
                return remember(reply)
            }
            let spoken = reply.message.apiKeys.first { $0.apiKey == ApiVersionsRequest.apiKey }
            let next = min(spoken?.maxVersion ?? 0, asked - 1)
            guard code == .unsupportedVersion, next >= 0 else {
                throw ClientError.refused(
                    what: "ApiVersions v\(asked)", error: code.rawValue)
            }
            asked = next
        }
    }

    private func remember(_ reply: Reply<ApiVersionsResponse>) -> ApiVersionTable {
        var ranges: [Int16: ClosedRange<Int16>] = [:]
        for api in reply.message.apiKeys where api.minVersion <= api.maxVersion {
            ranges[api.apiKey] = api.minVersion...api.maxVersion
        }
        let table = ApiVersionTable(ranges: ranges, version: reply.version)
        negotiated.withLock { $0 = table }
        return table
    }
}
