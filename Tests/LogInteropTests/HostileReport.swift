// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import TestSupport
import Testing

/// What became of many damaged directories.
struct HostileReport {
    var mutations = 0
    var directories = 0
    private(set) var refused = 0
    private(set) var refusals: [String: Int] = [:]
    /// Most memory in use at once, per byte of the directory.
    private(set) var peakRatio = 0.0
    private(set) var failures: [String] = []
    private var failureCount = 0

    mutating func note(peak: Int, of bytes: Int) {
        peakRatio = max(peakRatio, (Double(peak) / Double(max(1, bytes)) * 10).rounded() / 10)
    }

    mutating func refuse(_ error: StorageError) {
        refused += 1
        let (_, name) = MemoryDisk.split(error.path)
        let kind = name.drop { $0.isNumber }
        refusals["\(error.code.rawValue) \(error.operation) \(kind)", default: 0] += 1
    }

    mutating func fail(_ what: String) {
        failureCount += 1
        if failures.count < 20 { failures.append(what) }
    }

    func expectNone(_ location: SourceLocation = #_sourceLocation) {
        #expect(
            failures.isEmpty,
            "\(failureCount) of \(directories):\n\(failures.joined(separator: "\n"))",
            sourceLocation: location)
        #expect(mutations > 0, sourceLocation: location)
    }

    /// Keeps a summary below the build folder, to be looked at and moved to Results.
    func keep(_ name: String, seed: UInt64, seconds: Double) throws {
        try Summary.keep(
            name,
            [
                ("seed", "\(seed)"), ("mutations", "\(mutations)"),
                ("directories", "\(directories)"), ("directoriesRefused", "\(refused)"),
                ("traps", "0"), ("rulesBroken", "\(failureCount)"),
                ("peakBytesPerByteOfFiles", "\(peakRatio)"),
                ("seconds", "\((seconds * 10).rounded() / 10)"),
            ])
    }
}
