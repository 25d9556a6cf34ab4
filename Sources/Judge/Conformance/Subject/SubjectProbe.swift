// SPDX-License-Identifier: Apache-2.0

/// What the runner asks of the broker under judgement; tests put a script in its place.
package protocol SubjectProbe: Sendable {
    var survey: Survey { get }

    /// A session for one case; nothing is sent yet.
    func openSession(for item: ConformanceCase, prefix: String) -> Session

    /// Asks an ordinary question over a new connection; nil when it was answered as it should be,
    /// otherwise what went wrong.
    func livenessProblem() async -> String?

    /// Has the subject restarted and returns when it was gone and serves again; otherwise throws
    /// a finding, or what `restart` threw.
    func outlive(_ restart: @Sendable () async throws -> Void) async throws

    /// Deletes topics that cases made; nil when they are gone, otherwise why they are not.
    func delete(topics: [String]) async -> String?
}
