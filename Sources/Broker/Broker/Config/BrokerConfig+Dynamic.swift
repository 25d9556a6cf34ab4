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

    private func number(_ property: String) -> Int64 {
        brokerSynonyms(property).first?.value.flatMap { Int64(ConfigText.trim($0)) } ?? 0
    }
}
