// SPDX-License-Identifier: Apache-2.0

import Results

/// One case's body, run within its deadline and turned into a result.
struct CaseRun: Sendable {
    let item: ConformanceCase
    let session: Session
    let deadline: Duration

    private enum Ending: Sendable {
        case completed
        case finding(Finding)
        case broken(String)
        case late
    }

    func result() async -> CaseResult {
        let expect = Expect()
        switch await ending(expect) {
        case .completed:
            if let gap = unproved() { return item.result(.harnessError, gap) }
            let (verdict, reason) = expect.verdict
            return item.result(verdict, reason)
        case .finding(let finding):
            if finding.verdict == .fail, let gap = unproved() {
                return item.result(.harnessError, "\(gap); then: \(finding.reason)")
            }
            return item.result(
                finding.verdict, finding.reason, evidence: session.evidence(for: finding))
        case .broken(let what):
            return item.result(.harnessError, what, evidence: session.evidence())
        case .late:
            return item.result(
                .fail, "\(Trouble.late) \(deadline): the subject keeps the case waiting",
                evidence: session.evidence())
        }
    }

    /// Races the body against the clock; a late body is woken by closing its connections.
    private func ending(_ expect: Expect) async -> Ending {
        await withTaskGroup(of: Ending?.self) { group in
            group.addTask { await runBody(expect) }
            group.addTask {
                do { try await Task.sleep(for: deadline) } catch { return nil }
                return .late
            }
            let first = await group.next() ?? nil
            if case .late = first { session.closeAll() }
            group.cancelAll()
            return first ?? .broken("interrupted")
        }
    }

    private func runBody(_ expect: Expect) async -> Ending {
        do {
            try await item.body(session, expect)
            return .completed
        } catch let finding as Finding {
            return .finding(finding)
        } catch {
            return .broken("\(error)")
        }
    }

    /// Why a negative case proved nothing: its bytes never left.
    ///
    /// Nil when they did.
    private func unproved() -> String? {
        guard item.traits.contains(.negative) else { return nil }
        return session.unsentProblem()
    }
}
