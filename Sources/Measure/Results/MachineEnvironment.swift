// SPDX-License-Identifier: Apache-2.0

/// The machine a result was made on.
package struct MachineEnvironment: Hashable, Sendable {
    package var cpu: String
    /// Cores this process may run on.
    package var cores: Int
    package var memoryBytes: Int
    package var kernel: String
    package var operatingSystem: String
    package var architecture: String

    package init(
        cpu: String, cores: Int, memoryBytes: Int, kernel: String, operatingSystem: String,
        architecture: String
    ) {
        self.cpu = cpu
        self.cores = cores
        self.memoryBytes = memoryBytes
        self.kernel = kernel
        self.operatingSystem = operatingSystem
        self.architecture = architecture
    }
}
