// SPDX-License-Identifier: Apache-2.0

/// What the suite made of all broken brokers: the proof that its cases can fail.
package struct SelfTestReport: Hashable, Sendable {
    package var manifest: RunManifest
    package var deviants: [DeviantResult]
    /// Cases of level MUST that no broken broker makes fail.
    package var unproven: [String]

    package init(manifest: RunManifest, deviants: [DeviantResult], unproven: [String]) {
        self.manifest = manifest
        self.deviants = deviants
        self.unproven = unproven
    }

    /// Good when every broken broker was found out.
    package var exitCode: ExitCode { deviants.allSatisfy(\.killed) ? .good : .failed }
}
