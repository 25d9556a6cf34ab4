// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract
import Messages

// A Kafka broker without input or output: request bytes in, effects out. Time, chance, storage and
// the metadata file are given to it, so that the same code runs on sockets and in a simulation.
//
// Its parts own their state and know nothing of the wire: `TopicRegistry` (which topics are there,
// durable), `FetchSessionCache` (KIP-227), `FetchPurgatory` (requests that wait for data),
// `ProducePurgatory` (answers that wait for the disk),
// `ProducerIds`. Handlers, one file per API under `Handlers`, translate between them and messages.
// Every call runs to its end on the caller's thread; a request that must wait is a value in the
// purgatory, never a blocked thread.

/// One broker node.
package final class Broker: RequestHandler {
    let identity: BrokerIdentity
    private(set) var config: BrokerConfig
    let engine: any LogEngine
    let logDirectory: LogDirectory
    let clock: any Clock
    let topics: TopicRegistry
    let producerIds: ProducerIds
    let sessions: FetchSessionCache
    let purgatory = FetchPurgatory()
    let unsettled = ProducePurgatory()
    var random: any RandomNumberGenerator
    private var observer: (BrokerConfig) -> Void = { _ in }
    /// When the engine wants its next tick, on the monotonic clock.
    private var engineDeadline: Int64 = .min

    /// Takes over an opened engine and the metadata in `store`.
    ///
    /// Leader epochs of topics that are there already rise by one: this is a new leader.
    /// `newClusterId` becomes the cluster's where the store has no document.
    package init(
        identity: BrokerIdentity, config: BrokerConfig, engine: any LogEngine,
        logDirectory: LogDirectory = .none, store: any MetadataStore, newClusterId: String,
        clock: any Clock,
        random: any RandomNumberGenerator
    ) throws(MetadataError) {
        self.identity = identity
        self.engine = engine
        self.logDirectory = logDirectory
        self.clock = clock
        self.random = random
        let image =
            try MetadataImage.load(from: store)
            ?? MetadataImage(clusterId: newClusterId, isNew: true)
        let metadata = DurableMetadata(image, store: store)
        var config = config
        config.dynamic = image.dynamicConfigs
        self.config = config
        topics = try TopicRegistry(metadata: metadata, engine: engine, config: config)
        producerIds = ProducerIds(metadata: metadata)
        sessions = FetchSessionCache(slots: config.fetchSessionSlots)
    }

    /// Obeys broker properties that were set while running and stored.
    func reconfigure(_ dynamic: DynamicConfigs) {
        config.dynamic = dynamic
        topics.config = config
        observer(config)
    }

    /// The cluster that the document in `store` belongs to, nil when there is none.
    package static func clusterId(
        in store: any MetadataStore
    ) throws(MetadataError) -> String? {
        try MetadataImage.load(from: store)?.clusterId
    }

    /// What logs obey by the document in `store` over `config`: those of its topics by name, and
    /// all others.
    package static func logConfigs(
        in store: any MetadataStore, config: BrokerConfig
    ) throws(MetadataError) -> (byTopic: [String: LogConfig], others: LogConfig) {
        var config = config
        guard let image = try MetadataImage.load(from: store) else {
            return ([:], config.logConfig([:]))
        }
        config.dynamic = image.dynamicConfigs
        let configured = image.topics.filter { !$0.value.configs.isEmpty }
        return (
            configured.mapValues { config.logConfig($0.configs) }, config.logConfig([:])
        )
    }

    /// The cluster's id.
    package var clusterId: String { topics.metadata.image.clusterId }

    package var requestBytesMax: Int { config.requestBytesMax }

    /// Calls `body` with the properties in force, now and whenever they change.
    package func observeConfig(_ body: @escaping (BrokerConfig) -> Void) {
        observer = body
        body(config)
    }

    package func handle(
        _ frame: ByteSlice, from connection: ConnectionId, now: Int64
    ) -> [Effect] {
        var effects = [effect(of: dispatch(frame, from: connection, now: now), for: connection)]
        effects += answerSettled()
        effects += wakeFetches(now: now)
        return effects
    }

    package func tick(now: Int64) -> [Effect] {
        var effects: [Effect] = []
        for fetch in purgatory.takeExpired(now: now) {
            effects.append(.reply(fetch.context.connection, complete(fetch)))
        }
        if engineDeadline <= now { tickEngine(now: now) }
        unsettled.noteNews()
        return effects + answerSettled() + wakeFetches(now: now)
    }

    package var nextDeadline: Int64 { min(engineDeadline, purgatory.nextDeadline) }

    package func connectionClosed(_ connection: ConnectionId) {
        purgatory.remove(connection)
        unsettled.remove(connection)
    }

    func effect(of outcome: Outcome, for connection: ConnectionId) -> Effect {
        switch outcome {
        case .reply(let reply): .reply(connection, reply)
        case .silence: .silence(connection)
        case .parked: .park(connection)
        case .close(let reason): .close(connection, reason)
        }
    }

    /// Has the engine's next tick come when the write that a log just took is to be flushed
    /// (`flush.ms`), should it be due later.
    func expectFlush(of log: any PartitionLog, now: Int64) {
        guard log.config.flushMillis < .max, log.durableOffset >= log.logEndOffset else { return }
        let pause = min(
            max(log.config.flushMillis, Self.engineTickMillis.lowerBound),
            Self.engineTickMillis.upperBound)
        engineDeadline = min(engineDeadline, now + pause)
    }

    /// Has the engine's next tick come at once: configs were changed, and with them what is due.
    func hurryEngine() { engineDeadline = .min }

    /// Retention may move a log's start: a failing disk shows in the next request that needs it.
    private func tickEngine(now: Int64) {
        let pause = (try? engine.tick()).map { $0 - clock.nowMillis } ?? Self.engineRetryMillis
        engineDeadline =
            now
            + min(max(pause, Self.engineTickMillis.lowerBound), Self.engineTickMillis.upperBound)
    }

    /// The engine is asked neither more nor less often than this, whatever it says.
    private static let engineTickMillis: ClosedRange<Int64> = 10...3_600_000
    private static let engineRetryMillis: Int64 = 1000
}
