// SPDX-License-Identifier: Apache-2.0

package import Compression
package import LogContract

/// What is appended, how, and how much of it.
package struct LogBenchSettings: Sendable {
    /// In the order in which they run; all work on the log that is appended first.
    package var operations: [LogOperation] = LogOperation.allCases
    package var batchBytes = 16 << 10
    package var recordBytes = 100
    package var codec = CompressionCodec.none
    package var durability = Durability.pageCache
    /// How many batches are appended.
    package var batchCount = 16_384
    package var segmentBytes = 1 << 30
    package var seed: UInt64 = 1
    /// A folder that is not there yet.
    package var directory: String

    package init(directory: String) { self.directory = directory }
}

extension LogBenchSettings {
    /// The codec as Kafka calls it.
    package var codecName: String { codec.name }

    package var durabilityName: String { durability.rawValue }
}
