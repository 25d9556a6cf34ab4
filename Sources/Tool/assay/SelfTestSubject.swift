// SPDX-License-Identifier: Apache-2.0

import Client
import Conformance

/// A broker of the self-test, on its way to being judged.
struct SelfTestSubject: Sendable {
    private let address: Address
    private let seed: UInt64
    private let honest: Survey?

    /// How long one reply may take: the broker is a child of ours on the loopback.
    private static let patience = Duration.seconds(4)
    /// How long its housekeeping may take, which pauses for a tenth of a second.
    private static let housekeepingPatience = Duration.seconds(3)

    init(_ address: Address, seed: UInt64, honest: Survey? = nil) {
        self.address = address
        self.seed = seed
        self.honest = honest
    }

    func probe() async throws -> WireProbe {
        probe(
            try await WireProbe.survey(
                of: [address], options: ConnectionOptions(), release: honest?.release))
    }

    /// A broken broker may be too broken to survey; it is then taken for what it was made of.
    func deviantProbe() async -> WireProbe {
        if let probe = try? await probe() { return probe }
        return probe(honest ?? Survey(apis: [:], release: Release(4, 0)))
    }

    private func probe(_ survey: Survey) -> WireProbe {
        var settings = SessionSettings(bootstrap: [address], survey: survey)
        settings.seed = seed
        settings.patience = Self.patience
        settings.housekeepingPatience = Self.housekeepingPatience
        return WireProbe(settings: settings)
    }
}
