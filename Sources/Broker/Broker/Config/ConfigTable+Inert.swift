// SPDX-License-Identifier: Apache-2.0

extension ConfigTable {
    /// Properties of Kafka that speak of what this broker does not have: they are taken, so that a
    /// `server.properties` need not be edited, and `assay serve` says that they change nothing.
    static let inertProperties: [ConfigDefinition] = threads + addresses + otherParts

    private static func inert(
        _ name: String, _ type: ConfigType, _ defaultValue: String?, rule: ConfigRule = .any,
        isDynamic: Bool = false, _ reason: String
    ) -> ConfigDefinition {
        ConfigDefinition(
            name, type, defaultValue, rule: rule, isDynamic: isDynamic, isInert: true,
            "Changes nothing here: \(reason)")
    }

    private static let threads: [ConfigDefinition] = [
        inert(
            "num.network.threads", .int, "3", rule: .atLeast(1), isDynamic: true,
            "one event loop serves all connections."),
        inert(
            "num.io.threads", .int, "8", rule: .atLeast(1), isDynamic: true,
            "one event loop serves all requests."),
        inert(
            "background.threads", .int, "10", rule: .atLeast(1), isDynamic: true,
            "housekeeping is done between requests."),
        inert(
            "queued.max.requests", .int, "500", rule: .atLeast(1),
            "requests wait on their connections, one of each is read at a time."),
        inert(
            "num.recovery.threads.per.data.dir", .int, "2", rule: .atLeast(1), isDynamic: true,
            "logs are opened one after the other."),
        inert(
            "log.cleaner.threads", .int, "1", rule: .atLeast(0), isDynamic: true,
            "one log is compacted at a time."),
        inert(
            "log.cleaner.io.buffer.size", .int, "524288", rule: .atLeast(0), isDynamic: true,
            "compaction has buffers of one size."),
        inert(
            "log.cleaner.io.max.bytes.per.second", .double, "1.7976931348623157E308",
            isDynamic: true, "compaction works in slices between requests."),
        inert(
            "log.flush.scheduler.interval.ms", .long, "9223372036854775807",
            "a flush that flush.ms asks for comes when it is due."),
    ]

    private static let addresses: [ConfigDefinition] = [
        inert("listeners", .list, nil, "--listen says where the broker listens."),
        inert("log.dirs", .list, nil, "--data says where the logs are kept."),
        inert("log.dir", .string, nil, "--data says where the logs are kept."),
        inert("inter.broker.listener.name", .string, nil, "there is one listener."),
        inert("listener.security.protocol.map", .string, nil, "there is one listener."),
        inert("controller.listener.names", .list, nil, "there is one listener."),
        inert(
            "socket.send.buffer.bytes", .int, "102400", rule: .atLeast(-1),
            "the system sizes the buffers of sockets."),
        inert(
            "socket.receive.buffer.bytes", .int, "102400", rule: .atLeast(-1),
            "the system sizes the buffers of sockets."),
    ]

    private static let otherParts: [ConfigDefinition] = [
        inert("process.roles", .list, nil, "there is no other node."),
        inert("controller.quorum.bootstrap.servers", .list, nil, "there is no other node."),
        inert("controller.quorum.voters", .list, nil, "there is no other node."),
        inert(
            "group.initial.rebalance.delay.ms", .int, "3000", "there are no consumer groups."),
        inert(
            "offsets.topic.replication.factor", .short, "3", rule: .atLeast(1),
            "there are no consumer groups."),
        inert(
            "share.coordinator.state.topic.replication.factor", .short, "3", rule: .atLeast(1),
            "there are no share groups."),
        inert(
            "share.coordinator.state.topic.min.isr", .short, "2", rule: .atLeast(1),
            "there are no share groups."),
        inert(
            "transaction.state.log.replication.factor", .short, "3", rule: .atLeast(1),
            "there is no transaction coordinator."),
        inert(
            "transaction.state.log.min.isr", .int, "2", rule: .atLeast(1),
            "there is no transaction coordinator."),
    ]
}
