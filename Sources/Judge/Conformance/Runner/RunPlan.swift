// SPDX-License-Identifier: Apache-2.0

/// How to run the selected cases.
package struct RunPlan: Sendable {
    /// Cases that run at the same time.
    package var jobs = 8
    /// Begins the name of every topic of the run.
    package var topicPrefix = "assay"
    /// In place of every case's own deadline.
    package var deadline: Duration?
    /// Whether cases that flood, bomb or starve the subject may run.
    package var allowsIntrusive = false

    /// Kills the subject and starts it again, or has somebody do so; nil when nobody can.
    ///
    /// It need not wait until the subject serves.
    package var restart: (@Sendable () async throws -> Void)?

    /// Hears of each session once its case has ended.
    package var afterSession: (@Sendable (ConformanceCase, Session) -> Void)?

    package init() {}
}
