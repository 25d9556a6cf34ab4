// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

struct ChildProcessTests {
    @Test func `exit status, output and input are there`() async throws {
        let child = try ChildProcess("sh", ["-c", "read x; echo got $x; echo oops >&2; exit 3"])
        child.write("it\n")
        #expect(try await child.line(within: 10) == "got it")
        #expect(try await child.wait(within: 10) == 3)
        #expect(child.outputText == "got it\n")
        #expect(child.errorText == "oops\n")
    }

    @Test func `a line waits for the one that matches`() async throws {
        let child = try ChildProcess("sh", ["-c", "echo one; echo two; cat"])
        #expect(try await child.line(within: 10) { $0.hasPrefix("tw") } == "two")
        #expect(try await child.stop() == 128 + SIGTERM || child.outputText == "one\ntwo\n")
    }

    @Test func `a missing line is an error that quotes the output`() async throws {
        let child = try ChildProcess("sh", ["-c", "echo something else"])
        await #expect(throws: ChildProcessError.self) {
            try await child.line(within: 10) { $0 == "ready" }
        }
    }

    @Test func `a child that ignores SIGTERM is killed`() async throws {
        let child = try ChildProcess(
            "sh", ["-c", "trap '' TERM; echo up; while :; do read x; done"])
        _ = try await child.line(within: 10)
        #expect(try await child.stop(within: 0.2) == 128 + SIGKILL)
    }

    @Test func `a value that goes takes its child along`() async throws {
        func start() async throws -> pid_t {
            let child = try ChildProcess("sh", ["-c", "echo up; exec sleep 600"])
            _ = try await child.line(within: 10)
            return child.pid
        }
        let pid = try await start()
        let watcher = try ChildProcess(
            "sh", ["-c", "while kill -0 \(pid) 2>/dev/null; do :; done"])
        #expect(try await watcher.wait(within: 10) == 0)
    }
}
