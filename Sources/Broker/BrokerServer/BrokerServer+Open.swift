// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import ReferenceLog
import Transport

extension BrokerServer {
    /// Puts a broker together on a socket, a directory, the system's clock and randomness.
    ///
    /// The socket comes first, so that a taken port leaves the directory untouched.
    static func open(
        _ settings: ServerSettings, _ wrapping: BrokerWrapping, on loop: EventLoop
    ) throws(ServerError) -> BrokerServer {
        let accepting = Accepting()
        let listener = try listen(settings, on: loop) { accepting.server?.accept($0) }
        do {
            let server = try serve(settings, wrapping, listener, on: loop)
            accepting.server = server
            return server
        } catch {
            listener.close()
            throw error
        }
    }

    /// Connections come from the loop's next turn on, when the server is there.
    private final class Accepting {
        weak var server: BrokerServer?
    }

    private static func listen(
        _ settings: ServerSettings, on loop: EventLoop,
        onAccept: @escaping (AcceptedSocket) -> Void
    ) throws(ServerError) -> Listener {
        guard let address = SocketAddress(ip: settings.host, port: settings.port) else {
            throw .notAnAddress(settings.host)
        }
        let advertised = settings.config.advertisedListener?.host ?? ""
        if ["0.0.0.0", "::"].contains(address.ip) && advertised.isEmpty {
            throw .needsAdvertisedAddress(settings.host)
        }
        do {
            return try Listener(address, on: loop, onAccept: onAccept)
        } catch {
            throw .cannotListen(address: "\(address)", error)
        }
    }

    private static func serve(
        _ settings: ServerSettings, _ wrapping: BrokerWrapping, _ listener: Listener,
        on loop: EventLoop
    ) throws(ServerError) -> BrokerServer {
        let clock = SystemClock()
        let disk = PosixDisk()
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        let directory = settings.dataDirectory
        let store = DiskMetadataStore(directory: directory, disk: disk)
        do throws(MetadataError) {
            var known = try Broker.clusterId(in: store)
            if known == nil { known = try clusterId(of: directory, on: disk) }
            let clusterId = known ?? Uuid.random(using: &random).description
            var options = EngineOptions(clusterId: clusterId, config: settings.config)
            (options.topicConfigs, options.config) = try Broker.logConfigs(
                in: store, config: settings.config)
            let reference = try openEngine(directory, options, on: disk, clock: clock)
            for finding in reference.recoveryFindings { settings.notice("\(finding)") }
            reference.observe(settings.notice)
            let engine = wrapping.engine(reference)
            let broker = try Broker(
                identity: settings.identity(listening: listener.address),
                config: settings.config, engine: engine,
                logDirectory: LogDirectory(onDisk: directory), store: store,
                newClusterId: clusterId, clock: clock, random: random)
            let server = BrokerServer(
                handler: wrapping.handler(broker), engine: engine, config: settings.config,
                tap: wrapping.tap, listener: listener, on: loop)
            broker.observeConfig { [weak server] config in
                server?.config = config
                reference.obey(config)
            }
            return server
        } catch {
            throw .unusableDirectory(error)
        }
    }

    private static func clusterId(
        of directory: String, on disk: any Disk
    ) throws(MetadataError) -> String? {
        do {
            return try ReferenceLogEngine.clusterId(of: directory, on: disk)
        } catch {
            throw .storage(error)
        }
    }

    private static func openEngine(
        _ directory: String, _ options: EngineOptions, on disk: any Disk, clock: any Clock
    ) throws(MetadataError) -> ReferenceLogEngine {
        do {
            return try ReferenceLogEngine(
                directory: directory, options: options, disk: disk, clock: clock,
                random: SystemRandomSource())
        } catch {
            throw .storage(error)
        }
    }
}

extension ReferenceLogEngine {
    /// Takes over the properties that may change while running.
    fileprivate func obey(_ config: BrokerConfig) {
        producerExpirationMillis = config.producerExpirationMillis
        cleanerPauseMillis = config.cleanerPauseMillis
        cleanerMapBytes = config.cleanerMapBytes
        cleanerLoadMax = config.cleanerLoadMax
    }
}

extension EngineOptions {
    fileprivate init(clusterId: String, config: BrokerConfig) {
        self.init(clusterId: clusterId, nodeId: config.nodeId)
        retentionCheckMillis = config.retentionCheckMillis
        checkpointMillis = config.checkpointMillis
        startCheckpointMillis = config.startCheckpointMillis
        initialTaskMillis = config.initialTaskMillis
        highWatermarkCheckpointMillis = config.highWatermarkCheckpointMillis
        producerExpirationMillis = config.producerExpirationMillis
        producerCheckMillis = config.producerCheckMillis
        cleans = config.cleansLogs
        cleanerPauseMillis = config.cleanerPauseMillis
        cleanerMapBytes = config.cleanerMapBytes
        cleanerLoadMax = config.cleanerLoadMax
        durability = config.durability
        checksReads = config.checksReads
    }
}

extension ServerSettings {
    /// What clients are told: the advertised listener, else where it listens.
    fileprivate func identity(listening address: SocketAddress) -> BrokerIdentity {
        var identity = BrokerIdentity(
            nodeId: config.nodeId, host: address.ip, port: address.port)
        if let advertised = config.advertisedListener {
            if !advertised.host.isEmpty { identity.host = advertised.host }
            identity.port = advertised.port
        }
        return identity
    }
}
