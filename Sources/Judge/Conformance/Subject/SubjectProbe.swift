// SPDX-License-Identifier: Apache-2.0

/// What the runner asks of the broker under judgement; tests put a script in its place.
package protocol SubjectProbe: Sendable {
    var survey: Survey { get }

    /// A session for one case; nothing is sent yet.
    func openSession(for item: ConformanceCase, prefix: String) -> Session

    /// Asks an ordinary question over a new connection; nil when it was answered as it should be,
    /// otherwise what went wrong.
    func livenessProblem() async -> String?

    /// Deletes topics that cases made; nil when they are gone, otherwise why they are not.
    func delete(topics: [String]) async -> String?
}
