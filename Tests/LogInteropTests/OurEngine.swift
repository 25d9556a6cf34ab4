// SPDX-License-Identifier: Apache-2.0

import LogContract
import ReferenceLog

/// The reference engine on a directory that Kafka made.
enum OurEngine {
    /// Opens it as the node it belongs to.
    static func open(
        _ directory: String, clock: any Clock = SystemClock(),
        _ change: (inout EngineOptions) -> Void = { _ in }
    ) throws -> ReferenceLogEngine {
        let disk = PosixDisk()
        let cluster = try ReferenceLogEngine.clusterId(of: directory, on: disk) ?? ""
        var options = EngineOptions(clusterId: cluster, nodeId: 1)
        options.config.indexIntervalBytes = 600
        change(&options)
        return try ReferenceLogEngine(
            directory: directory, options: options, disk: disk, clock: clock,
            random: SystemRandomSource())
    }
}
