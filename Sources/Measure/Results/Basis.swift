// SPDX-License-Identifier: Apache-2.0

/// Why a case may ask what it asks.
package enum Basis: String, Sendable, CaseIterable {
    /// A KIP, the protocol guide or a schema says so.
    case documented
    /// Apache Kafka does so and clients rely on it; no document promises it.
    case observed
    /// Without it records are lost, doubled, reordered or made up.
    case safety
}
