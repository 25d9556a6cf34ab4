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
            let context = try api.context(
                &reader, version: version, from: connection, now: now)
            guard isServed else { return unsupportedApiVersions(context) }
            return try api.serve(self, &reader, context)
        } catch {
            return .close("malformed request: \(error)")
        }
    }

    /// The Produce that `frame` holds, nil when it holds something else.
    func produceRequest(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) throws(DecodeError) -> (RequestContext, ProduceRequest)? {
        var reader = ByteReader(frame)
        let apiKey = try reader.readInt16()
        let version = try reader.readInt16()
        guard apiKey == ProduceRequest.apiKey, let api = ServedApi.find(apiKey),
            api.versions.contains(version)
        else { return nil }
        let context = try api.context(&reader, version: version, from: connection, now: now)
        return (context, try ProduceRequest(from: &reader, version: version))
    }
}

extension ServedApi {
    /// Reads the header, from the frame's beginning.
    fileprivate func context(
        _ reader: inout ByteReader, version: Int16, from connection: ConnectionId, now: Int64
    ) throws(DecodeError) -> RequestContext {
        reader.position = 0
        let header = try RequestHeader(from: &reader, version: headerVersion(version))
        return RequestContext(
            connection: connection, apiKey: key.rawValue, version: version,
            correlationId: header.correlationId, now: now)
    }

    private func headerVersion(_ version: Int16) -> Int16 {
        firstFlexibleVersion.map { version >= $0 } == true ? 2 : 1
    }
}
