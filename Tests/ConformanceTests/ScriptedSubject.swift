// SPDX-License-Identifier: Apache-2.0

import Client
import Conformance
import Messages
import Synchronization

/// A subject that is only a script: what it advertises, whether it lives, what was deleted on it.
final class ScriptedSubject: SubjectProbe {
    let survey: Survey
    private let problem: String?
    private let log = Mutex<(questions: Int, deleted: [String])>((0, []))

    init(
        apis: [ApiKey: ClosedRange<Int16>] = [.produce: 3...9], release: Release = Release(4, 0),
        isLoopback: Bool = true, livenessProblem: String? = nil
    ) {
        survey = Survey(apis: apis, release: release, isLoopback: isLoopback)
        problem = livenessProblem
    }

    /// How often it was asked whether it lives.
    var questions: Int { log.withLock { $0.questions } }
    var deleted: [String] { log.withLock { $0.deleted } }

    func openSession(for item: ConformanceCase, prefix: String) -> Session {
        let nobody = Address(host: "127.0.0.1", port: 1)
        return Session(
            settings: SessionSettings(bootstrap: [nobody], survey: survey), prefix: prefix,
            uses: item.uses)
    }

    func livenessProblem() async -> String? {
        log.withLock { $0.questions += 1 }
        return problem
    }

    func outlive(_ restart: @Sendable () async throws -> Void) async throws {
        try await restart()
    }

    func delete(topics: [String]) async -> String? {
        log.withLock { $0.deleted += topics }
        return nil
    }
}
