// SPDX-License-Identifier: Apache-2.0

import Client
import Results

extension WireProbe {
    /// How long after the restart was asked for the old broker may still be there, and how long
    /// the new one may take to serve.
    private static let endPatience = Duration.seconds(30)
    private static let returnPatience = Duration.seconds(90)

    /// Holds a connection across the restart: its end shows that the broker was really gone.
    package func outlive(_ restart: @Sendable () async throws -> Void) async throws {
        let session = Session(settings: settings, prefix: "", uses: [])
        defer { session.closeAll() }
        let witness = try await session.connect()
        try await restart()
        guard case .closed = try await witness.outcome(within: Self.endPatience) else {
            throw Finding(
                .inconclusive,
                "the restart hook is through and the broker still holds its connections after "
                    + "\(Self.endPatience)")
        }
        let clock = ContinuousClock()
        let deadline = clock.now + Self.returnPatience
        var problem = await livenessProblem()
        while let last = problem {
            guard clock.now < deadline else {
                throw Finding(
                    what: "the broker after its restart",
                    expected: "to serve within \(Self.returnPatience)", actual: last)
            }
            try await Task.sleep(for: .milliseconds(50))
            problem = await livenessProblem()
        }
    }
}
