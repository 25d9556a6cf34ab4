// SPDX-License-Identifier: Apache-2.0

package import Client
import Messages

/// A subject behind an address.
package struct WireProbe: SubjectProbe {
    package let settings: SessionSettings

    package init(settings: SessionSettings) {
        self.settings = settings
    }

    package var survey: Survey { settings.survey }

    /// How long each step of the first acquaintance may take; three of them stay below the ten
    /// seconds in which an address that is no broker has to be told.
    private static let stepPatience = Duration.seconds(3)

    /// Makes the acquaintance of a broker: that it speaks the protocol, what it advertises, and
    /// that every address it names can be reached.
    package static func survey(
        of bootstrap: [Address], options: ConnectionOptions, release: Release?
    ) async throws -> Survey {
        let connection = try await firstConnection(to: bootstrap, options: options)
        defer { connection.close() }
        let versions = try await ask(
            ApiVersionsRequest(), version: 0, over: connection, "ApiVersions v0")
        let apis = Dictionary(
            versions.apiKeys.filter { $0.minVersion <= $0.maxVersion }.map {
                (ApiKey(rawValue: $0.apiKey), $0.minVersion...$0.maxVersion)
            }, uniquingKeysWith: { first, _ in first })
        guard let range = apis[.metadata], range.overlaps(MetadataRequest.validVersions) else {
            throw ClientError.noCommonVersion(
                api: "Metadata", ours: MetadataRequest.validVersions, theirs: apis[.metadata])
        }
        let version = range.clamped(to: MetadataRequest.validVersions).upperBound
        let metadata = try await ask(
            MetadataRequest.with { $0.topics = [] }, version: version, over: connection,
            "Metadata v\(version)")
        var addresses: [Address] = bootstrap
        for broker in metadata.brokers {
            let address = Address(
                host: broker.host, port: UInt16(truncatingIfNeeded: broker.port))
            try await reach(address, nodeId: broker.nodeId, options: options)
            addresses.append(address)
        }
        return Survey(
            apis: apis, release: release ?? Fingerprint.release(of: apis),
            brokerCount: metadata.brokers.count,
            isLoopback: addresses.allSatisfy { isLoopback($0, options) })
    }

    private static func firstConnection(
        to bootstrap: [Address], options: ConnectionOptions
    ) async throws -> Connection {
        var last: (any Error)?
        for address in bootstrap {
            do {
                return try await Connection.open(
                    to: address, timeout: stepPatience, options: options)
            } catch {
                last = last ?? error
            }
        }
        throw last ?? ClientError.stopped
    }

    private static func ask<Request: RequestMessage>(
        _ request: Request, version: Int16, over connection: Connection, _ what: String
    ) async throws -> Request.Response {
        let id = connection.nextCorrelationId()
        let frame = Frame.encodeRequest(
            request, version: version, correlationId: id, clientId: "assay")
        let reply = try await connection.roundTrip(
            frame: frame, correlationId: id, what: what, timeout: stepPatience)
        do {
            let (_, body) = try Frame.decodeResponseHeader(
                reply, apiKey: Request.apiKey, version: version)
            return try Request.Response.decode(body, version: version)
        } catch {
            throw ClientError.decode(
                message: "\(ApiKey(rawValue: Request.apiKey).name) reply", version: version, error,
                frame: reply)
        }
    }

    private static func reach(
        _ address: Address, nodeId: Int32, options: ConnectionOptions
    ) async throws {
        do {
            try await Connection.connect(
                to: address, timeout: stepPatience, options: options
            ).close()
        } catch let error as ClientError {
            let reason =
                switch error {
                case .connectFailed(_, let reason), .unresolvable(_, let reason): reason
                default: "\(error)"
                }
            throw ClientError.advertisedUnreachable(nodeId: nodeId, address, reason: reason)
        }
    }

    private static func isLoopback(_ address: Address, _ options: ConnectionOptions) -> Bool {
        let host = options.resolve[address.host] ?? address.host
        return host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    package func openSession(for item: ConformanceCase, prefix: String) -> Session {
        Session(settings: settings, prefix: prefix, uses: item.uses)
    }

    package func livenessProblem() async -> String? {
        let session = Session(settings: settings, prefix: "", uses: [])
        defer { session.closeAll() }
        do {
            _ = try await session.call(ApiVersionsRequest(), version: 0)
            _ = try await session.metadata(of: [])
            return nil
        } catch let finding as Finding {
            return finding.reason
        } catch {
            return "\(error)"
        }
    }

    /// Topics deleted with one request.
    private static let deletedAtOnce = 50

    package func delete(topics: [String]) async -> String? {
        guard survey.apis[.deleteTopics] != nil else {
            return "DeleteTopics is not advertised; \(topics.count) topics stay"
        }
        let session = Session(settings: settings, prefix: "", uses: [])
        defer { session.closeAll() }
        var rest = topics[...]
        while !rest.isEmpty {
            let names = Array(rest.prefix(Self.deletedAtOnce))
            rest = rest.dropFirst(Self.deletedAtOnce)
            let request = DeleteTopicsRequest.with { request in
                request.timeoutMs = 10_000
                request.topicNames = names
                request.topics = names.map { name in .with { $0.name = name } }
            }
            do {
                let reply = try await session.call(request)
                // A name that was only ever asked for never existed.
                let fine: [ErrorCode] = [
                    .none, .unknownTopicOrPartition, .invalidTopicException,
                ]
                let refused = reply.message.responses.first {
                    !fine.contains(ErrorCode(rawValue: $0.errorCode))
                }
                if let refused {
                    let error = ErrorCode(rawValue: refused.errorCode)
                    return "\(refused.name ?? "a topic") was not deleted: \(error)"
                }
            } catch let finding as Finding {
                return finding.reason
            } catch {
                return "\(error)"
            }
        }
        return nil
    }
}
