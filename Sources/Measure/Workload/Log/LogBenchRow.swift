// SPDX-License-Identifier: Apache-2.0

/// What one operation took, and what it asked of disk and memory.
package struct LogBenchRow: Sendable {
    package let operation: LogOperation
    /// How often it was done.
    package let count: Int
    /// Batches and bytes of them that it went through; 0 for look-ups.
    package let batches: Int
    package let bytes: Int
    /// Time on the wall and of the processor, for all of it.
    package let wallNanos: Double
    package let processorNanos: Double
    package let disk: DiskCounts
    /// Swift objects allocated and references retained; nil where the runtime does not tell.
    package let objects: ObjectCounts?

    package var nanosPerOperation: Double { wallNanos / Double(max(count, 1)) }

    /// Nil for an operation that is not about bytes.
    package var megabytesPerSecond: Double? {
        bytes == 0 ? nil : Double(bytes) / wallNanos * 1e3
    }

    package var callsPerMegabyte: Double? { perByte(Double(disk.calls), 1e6) }

    package var syncsPerGigabyte: Double? { perByte(Double(disk.syncs), 1e9) }

    /// Bytes copied between this process and the kernel for each byte of a batch.
    package var copiedPerByte: Double? {
        perByte(Double(disk.bytesWritten + disk.bytesRead), 1)
    }

    /// Bytes written to any file for each byte of a batch.
    package var writeAmplification: Double? { perByte(Double(disk.bytesWritten), 1) }

    package var allocationsPerOperation: Double? {
        objects.map { Double($0.allocations) / Double(max(count, 1)) }
    }

    package var retainsPerOperation: Double? {
        objects.map { Double($0.retains) / Double(max(count, 1)) }
    }

    private func perByte(_ value: Double, _ unit: Double) -> Double? {
        bytes == 0 ? nil : value / Double(bytes) * unit
    }
}
