// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc

/// The commands of `--restart-hook`: they kill the broker under judgement and start it again.
struct RestartHook: Sendable {
    let commands: [String]

    /// How long one command may run.
    private static let patience = Duration.seconds(60)
    private static let pause = Duration.milliseconds(10)

    /// Nil when there is no command.
    init?(_ commands: [String]) {
        if commands.isEmpty { return nil }
        self.commands = commands
    }

    /// Runs the commands one after the other; throws when one fails.
    func run() async throws {
        for command in commands { try await Self.run(command) }
    }

    private static func run(_ command: String) async throws {
        let words: [String] = ["sh", "-c", command]
        var argv = words.map { strdup($0) } + [nil]
        defer { for text in argv { free(text) } }
        // A group of its own, so that an interrupt does not take the broker along that it starts.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // Standard output belongs to the report.
        posix_spawn_file_actions_adddup2(&actions, 2, 1)
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &argv, environ)
        guard code == 0 else {
            throw CommandError(
                "no shell for --restart-hook: \(String(cString: strerror(code)))", status: 1)
        }
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        var status: Int32 = 0
        var isLate = false
        while waitpid(pid, &status, WNOHANG) == 0 {
            if !isLate, clock.now > deadline {
                isLate = true
                kill(-pid, SIGKILL)
            }
            // Also a cancelled task has to wait: the child must be reaped.
            await Task { try? await Task.sleep(for: pause) }.value
        }
        if isLate {
            throw CommandError(
                "--restart-hook ran longer than \(patience): \(command)", status: 1)
        }
        guard status == 0 else {
            let how = status & 0x7F == 0 ? "status \(status >> 8 & 0xFF)" : "a signal"
            throw CommandError("--restart-hook ended with \(how): \(command)", status: 1)
        }
    }
}
