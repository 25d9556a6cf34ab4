// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

extension Broker {
    /// Header, API, version, body: whatever Kafka cannot read or does not serve closes the
    /// connection, except an ApiVersions of a version it lacks (KIP-511).
    func dispatch(_ frame: ByteSlice, from connection: ConnectionId, now: Int64) -> Outcome {
        do {
            var reader = ByteReader(frame)
            let apiKey = try reader.readInt16()
            let version = try reader.readInt16()
            guard let api = ServedApi.find(apiKey) else {
                return .close("API key \(apiKey) is not served")
            }
            let isServed = api.versions.contains(version)
            guard isServed || api.key == .apiVersions else {
                return .close("version \(version) of \(api.key.name) is not served")
            }
            reader.position = 0
            let header = try RequestHeader(from: &reader, version: api.headerVersion(version))
            let context = RequestContext(
                connection: connection, apiKey: apiKey, version: version,
                correlationId: header.correlationId, now: now)
            guard isServed else { return unsupportedApiVersions(context) }
            return try api.serve(self, &reader, context)
        } catch {
            return .close("malformed request: \(error)")
        }
    }
}

extension ServedApi {
    fileprivate func headerVersion(_ version: Int16) -> Int16 {
        firstFlexibleVersion.map { version >= $0 } == true ? 2 : 1
    }
}
