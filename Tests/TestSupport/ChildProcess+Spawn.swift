// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

extension ChildProcess {
    /// A running child and our ends of its pipes.
    struct Started {
        var pid: pid_t
        var input: Int32
        var output: Int32
        var errors: Int32
    }

    /// One start at a time: a pipe is marked close-on-exec only after it was made, and another
    /// child started in between would hold it open.
    private static let starting = Mutex(())

    static func start(_ arguments: [String], environment: [String: String]) throws -> Started {
        try starting.withLock { _ in
            signal(SIGPIPE, SIG_IGN)
            let input = try pipe()
            let output = try pipe()
            let errors = try pipe()
            let theirs = [input.reading, output.writing, errors.writing]
            defer { for descriptor in theirs { close(descriptor) } }
            let pid = try spawn(arguments, environment: environment, standard: theirs)
            return Started(
                pid: pid, input: input.writing, output: output.reading, errors: errors.reading)
        }
    }

    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Starts `arguments[0]` with `standard` as its descriptors 0, 1 and 2.
    private static func spawn(
        _ arguments: [String], environment: [String: String], standard: [Int32]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in standard.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // This process ignores a child that no longer reads; its children should not.
        var broken = sigset_t()
        sigemptyset(&broken)
        sigaddset(&broken, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &broken)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, argv, envp)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        return pid
    }
}
