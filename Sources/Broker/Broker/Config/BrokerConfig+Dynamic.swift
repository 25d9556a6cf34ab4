// SPDX-License-Identifier: Apache-2.0

// What changes while the broker runs, as it is now.

extension BrokerConfig {
    /// Connections to have at a time.
    package var connectionsMax: Int { Int(number("max.connections")) }

    /// Milliseconds of silence after which a producer is forgotten.
    package var producerExpirationMillis: Int64 { number("producer.id.expiration.ms") }

    /// Milliseconds to wait when there was nothing to compact.
    package var cleanerPauseMillis: Int64 { number("log.cleaner.backoff.ms") }

    /// Bytes for the keys of one round of compaction.
    package var cleanerMapBytes: Int { Int(number("log.cleaner.dedupe.buffer.size")) }

    /// Part of those bytes that may be in use.
    package var cleanerLoadMax: Double {
        text("log.cleaner.io.buffer.load.factor").flatMap { Double($0) } ?? 0.9
    }

    private func number(_ property: String) -> Int64 {
        text(property).flatMap { Int64($0) } ?? 0
    }

    private func text(_ property: String) -> String? {
        brokerSynonyms(property).first?.value.map(ConfigText.trim)
    }
}
