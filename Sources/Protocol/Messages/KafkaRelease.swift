// SPDX-License-Identifier: Apache-2.0

/// A release of Apache Kafka whose schemas the generated tables hold.
package enum KafkaRelease: String, CaseIterable, Sendable {
    case v3_9_2 = "3.9.2"
    case v4_4_0 = "4.4.0"
}
