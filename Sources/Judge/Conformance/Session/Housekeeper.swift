// SPDX-License-Identifier: Apache-2.0

import Client
import Messages
import Results

/// What a broker does to its logs now and then, and how long a case waits for it.
///
/// How often it does is its own setting. Where that is longer than a run may take the case is
/// skipped and says so; where it is not known, a case that waits in vain is inconclusive.
package struct Housekeeper: Sendable {
    package enum Chore: Sendable {
        /// Segments that are too old or too many are deleted.
        case retention
        /// Superseded records are removed from compacted topics.
        case cleaning
        /// Producers that have been silent for too long are forgotten.
        case forgetting

        /// The broker property that says how long it pauses in between, and Kafka's default.
        var property: String {
            switch self {
            case .retention: "log.retention.check.interval.ms"
            case .cleaning: "log.cleaner.backoff.ms"
            case .forgetting: "producer.id.expiration.check.interval.ms"
            }
        }
    }

    /// The broker property that puts the first round off.
    static let initialDelay = "log.initial.task.delay.ms"

    let chore: Chore
    let patience: Duration
    /// Nil when the broker does not tell.
    let pause: Duration?
    /// Whether the broker tells that a first round may begin later than the patience lasts.
    let mayBeginLate: Bool

    /// Asks until `ask` gives a value, which the chore must bring about.
    package func awaits<Value: Sendable>(
        _ what: String, _ ask: () async throws -> Value?
    ) async throws -> Value {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while true {
            if let value = try await ask() { return value }
            guard clock.now < deadline else { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        if pause == nil {
            throw Finding(
                .inconclusive,
                "\(what): not within \(patience), and the broker does not tell its "
                    + chore.property)
        }
        if mayBeginLate {
            throw Finding(
                .inconclusive,
                "\(what): not within \(patience), but a broker that began a moment ago may wait "
                    + "for \(Self.initialDelay)")
        }
        throw Finding(what: what, expected: "within \(patience)", actual: "not so")
    }
}

extension Session {
    /// Leaves the case as skipped where the broker pauses for longer than a run may wait.
    package func housekeeper(for chore: Housekeeper.Chore) async throws -> Housekeeper {
        let patience = settings.housekeepingPatience
        let told = try await brokerProperties([chore.property, Housekeeper.initialDelay])
        let pause = told[chore.property].map { Duration.milliseconds($0) }
        // Kafka hides this one unless somebody has set it, and pauses for ten minutes.
        let isHidden = chore == .forgetting && pause == nil
        // A round may begin a whole pause after what it is waited for, and takes time itself.
        if let pause = isHidden ? .seconds(600) : pause, pause * 2 > patience {
            throw Finding(
                .skipped,
                "the broker pauses for \(pause) in between, too long for \(patience) of waiting: "
                    + "start it with "
                    + "\(chore.property)=1000 and \(Housekeeper.initialDelay)=1000")
        }
        let delay = told[Housekeeper.initialDelay].map { Duration.milliseconds($0) }
        return Housekeeper(
            chore: chore, patience: patience, pause: pause,
            mayBeginLate: delay.map { $0 > patience } ?? false)
    }

    /// Numbers among a broker's properties; those it does not tell are left out.
    private func brokerProperties(_ names: [String]) async throws -> [String: Int64] {
        guard advertised(.describeConfigs) != nil else { return [:] }
        let cluster = try await metadata(of: [])
        guard let broker = cluster.message.brokers.first else { return [:] }
        let reply = try await call(
            DescribeConfigsRequest.with { request in
                request.resources = [
                    .with {
                        $0.resourceType = 4
                        $0.resourceName = "\(broker.nodeId)"
                        $0.configurationKeys = names
                    }
                ]
            }, on: try await connect(to: brokers(in: cluster.message)[broker.nodeId]))
        let values = reply.message.results.first?.configs ?? []
        return Dictionary(
            values.compactMap { entry in
                entry.value.flatMap { Int64($0) }.map { (entry.name, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }
}
