// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Client
import Glibc
package import Messages
import Results
import Synchronization

/// A case's own corner of the subject: connections of its own, topics under a prefix of its own.
package final class Session: Sendable {
    /// A topic's partitions and the brokers that lead them.
    typealias Leaders = [Int32: Int32]

    private struct State {
        var links: [Link] = []
        var shared: [Address: Link] = [:]
        var brokers: [Int32: Address] = [:]
        var leaders: [String: Leaders] = [:]
        var topicCount = 0
        var ledger: TopicLedger?
        var restarts: RestartGate?
        var isClosed = false
    }

    package let settings: SessionSettings
    /// Begins every topic name of the case.
    package let prefix: String
    /// A minute before the session began, in milliseconds since 1970: old enough to lie in the
    /// past of every clock involved, young enough for every retention.
    package let baseTime: Int64
    let uses: [ApiUse]
    let log = ExchangeLog()
    private let state = Mutex(State())

    package init(settings: SessionSettings, prefix: String, uses: [ApiUse]) {
        self.settings = settings
        self.prefix = prefix
        self.uses = uses
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        baseTime = Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000 - 60_000
    }

    package var survey: Survey { settings.survey }
    /// The release the subject is judged as.
    package var release: Release { settings.survey.release }

    // MARK: Versions

    /// What the subject advertises; nil when it does not know the API.
    package func advertised(_ api: ApiKey) -> ClosedRange<Int16>? { survey.apis[api] }

    /// The versions of `Request` that the subject, the case and this program have in common.
    package func versions<Request: RequestMessage>(
        of type: Request.Type
    ) throws -> ClosedRange<Int16> {
        let api = ApiKey(rawValue: Request.apiKey)
        let use = uses.first { $0.api == api } ?? ApiUse(api)
        guard let common = use.common(with: advertised(api)),
            common.overlaps(Request.validVersions)
        else {
            throw Finding(.unsupported, survey.missing(for: [use]) ?? "\(use) is not to be had")
        }
        return common.clamped(to: Request.validVersions)
    }

    /// The newest of `versions(of:)`.
    package func version<Request: RequestMessage>(of type: Request.Type) throws -> Int16 {
        try versions(of: type).upperBound
    }

    // MARK: Connections

    /// A connection that nobody else of the case uses.
    package func connect(to address: Address? = nil) async throws -> Link {
        let transcript = Transcript()
        var options = settings.options
        options.transcript = transcript
        var last: (any Error)?
        for target in address.map({ [$0] }) ?? settings.bootstrap {
            do {
                let connection = try await Connection.connect(to: target, options: options)
                let link = Link(
                    connection: connection, patience: settings.patience, log: log)
                log.open(transcript)
                let isClosed = state.withLock { state in
                    state.links.append(link)
                    return state.isClosed
                }
                if isClosed { link.close() }
                return link
            } catch let error as ClientError {
                last = error
            }
        }
        guard case .connectFailed(let target, let reason)? = last as? ClientError else {
            throw last ?? ClientError.stopped
        }
        throw Finding(what: "a connection to \(target)", expected: "accepted", actual: reason)
    }

    /// The case's ordinary connection to the first broker.
    package func link() async throws -> Link {
        try await shared(settings.bootstrap[0])
    }

    /// The case's ordinary connection to the leader of a partition.
    package func link(leaderOf topic: Topic, _ partition: Int32) async throws -> Link {
        let address = state.withLock { state in
            state.leaders[topic.name]?[partition].flatMap { state.brokers[$0] }
        }
        return try await shared(address ?? settings.bootstrap[0])
    }

    /// A connection of its own to the leader of a partition.
    package func connect(leaderOf topic: Topic, _ partition: Int32 = 0) async throws -> Link {
        let address = state.withLock { state in
            state.leaders[topic.name]?[partition].flatMap { state.brokers[$0] }
        }
        return try await connect(to: address)
    }

    private func shared(_ address: Address) async throws -> Link {
        if let link = state.withLock({ $0.shared[address] }), await link.connection.isOpen {
            return link
        }
        let link = try await connect(to: address)
        state.withLock { $0.shared[address] = link }
        return link
    }

    /// Ends every connection, and with them whatever still waits.
    package func closeAll() {
        let links = state.withLock { state in
            state.isClosed = true
            defer { state.links = [] }
            return state.links
        }
        for link in links { link.close() }
    }

    // MARK: Requests

    /// Sends a request in `version`, or the newest in common, to the first broker or over `link`.
    package func call<Request: RequestMessage>(
        _ request: Request, version: Int16? = nil, on link: Link? = nil
    ) async throws -> Reply<Request.Response> {
        let version = try version ?? self.version(of: Request.self)
        let target = if let link { link } else { try await self.link() }
        return try await target.call(request, version: version)
    }

    /// Sends a request to the leader of a partition, or over `link`.
    package func call<Request: RequestMessage>(
        _ request: Request, version: Int16? = nil, on link: Link? = nil, leaderOf topic: Topic,
        _ partition: Int32
    ) async throws -> Reply<Request.Response> {
        let target =
            if let link { link } else { try await self.link(leaderOf: topic, partition) }
        return try await call(request, version: version, on: target)
    }

    // MARK: Book-keeping

    /// A name under the session's prefix; whatever comes to exist under it is deleted afterwards.
    package func topicName(_ suffix: String? = nil) -> String {
        let name = state.withLock { state in
            state.topicCount += 1
            return prefix + (suffix ?? "t\(state.topicCount)")
        }
        willExist(name)
        return name
    }

    /// Notes a topic for the clean-up.
    package func willExist(_ name: String) {
        state.withLock { $0.ledger }?.note(name)
    }

    package func keepTrack(in ledger: TopicLedger) {
        state.withLock { $0.ledger = ledger }
    }

    package func allowRestarts(through gate: RestartGate) {
        state.withLock { $0.restarts = gate }
    }

    /// Has the broker killed and started again; returns when it leads the partitions of `topics`.
    package func restartBroker(_ topics: Topic...) async throws {
        guard let gate = state.withLock({ $0.restarts }) else {
            throw Finding(.skipped, "nobody can restart the broker")
        }
        try await gate.arrive()
        for topic in topics {
            _ = try await self.topic(named: topic.name, partitions: topic.partitionCount)
        }
    }

    func note(brokers: [Int32: Address], leaders: Leaders, of topic: String) {
        state.withLock { state in
            state.brokers.merge(brokers) { $1 }
            state.leaders[topic] = leaders
        }
    }

    /// The broker that leads a partition, as last heard.
    package func leader(of topic: Topic, _ partition: Int32) -> Int32? {
        state.withLock { $0.leaders[topic.name]?[partition] }
    }

    /// Why it is not shown that everything the case sent has left; nil when it is.
    func unsentProblem() -> String? { log.unsentProblem() }

    /// Bytes that no codec makes smaller, the same for the same seed and salt.
    package func noise(_ count: Int, salt: Int = 0) -> ByteSlice {
        var generator = SplitMix64(seed: settings.seed &+ UInt64(truncatingIfNeeded: salt))
        return ByteSlice((0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    }
}
