// SPDX-License-Identifier: Apache-2.0

import Arguments
import Client
import Glibc
import Results
import Synchronization

/// The reference broker as a child process of this very binary.
///
/// It is bound to a pipe that ends with this process, however that ends, so that no broker is left
/// behind; `stop` reaps it and removes its data.
final class ReferenceBroker: Sendable {
    let address: Address
    private let arguments: [String]
    private let folder: DataFolder
    private let child: Mutex<Child>

    private struct Child: Sendable {
        let pid: pid_t
        /// The pipe whose end is the broker's.
        let input: Int32
    }

    /// Pauses so short that cases which wait for retention or cleaning wait for little.
    private static let housekeeping = [
        "log.retention.check.interval.ms", "log.cleaner.backoff.ms", "log.initial.task.delay.ms",
        "producer.id.expiration.check.interval.ms",
    ]

    /// How long it may take to be ready.
    private static let startPatience = Duration.seconds(20)
    /// How long a clean shutdown may take before it is killed.
    private static let stopPatience = Duration.seconds(5)
    private static let pause = Duration.milliseconds(5)

    private init(address: Address, arguments: [String], folder: DataFolder, child: Child) {
        self.address = address
        self.arguments = arguments
        self.folder = folder
        self.child = Mutex(child)
    }

    /// Starts `serve` with `arguments` beside the usual ones and waits for its ready line.
    static func start(_ arguments: [String] = []) async throws -> ReferenceBroker {
        let folder = try DataFolder(nil)
        let pauses = housekeeping.flatMap { ["--set", "\($0)=100"] }
        let all = ["--data", folder.path] + pauses + arguments
        do {
            let (child, address) = try await launch(all, at: "127.0.0.1:0")
            return ReferenceBroker(
                address: address, arguments: all, folder: folder, child: child)
        } catch {
            folder.discardIfTemporary()
            throw error
        }
    }

    /// Kills it outright and starts it again on its data, at the same address.
    func restart() async throws {
        let old = child.withLock { $0 }
        kill(old.pid, SIGKILL)
        close(old.input)
        await Self.end(old.pid)
        let (new, _) = try await Self.launch(arguments, at: address.description)
        child.withLock { $0 = new }
    }

    /// Ends it in order, or by force after a while.
    func stop() async {
        let last = child.withLock { $0 }
        close(last.input)
        await Self.end(last.pid)
        folder.discardIfTemporary()
    }

    private static func launch(
        _ arguments: [String], at listen: String
    ) async throws -> (Child, Address) {
        let (pid, input, output) = try spawn(
            ["assay", "serve", "--listen", listen, "--ready", "-", "--stdin-bound"] + arguments)
        defer { close(output) }
        do {
            let line = try await readyLine(from: output)
            return (Child(pid: pid, input: input), try address(in: line))
        } catch {
            close(input)
            await end(pid)
            throw error
        }
    }

    private static func end(_ pid: pid_t) async {
        kill(pid, SIGTERM)
        let clock = ContinuousClock()
        let deadline = clock.now + stopPatience
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            if clock.now > deadline { kill(pid, SIGKILL) }
            // Also a cancelled task has to wait: the child must be reaped.
            await Task { try? await Task.sleep(for: pause) }.value
        }
    }

    private static func address(in line: String) throws -> Address {
        guard let bootstrap = (try? JSONValue(parsing: line))?["bootstrap"]?.string else {
            throw CommandError("the reference broker's ready line is unreadable", status: 1)
        }
        return try Address(bootstrap)
    }

    /// The first line of its standard output.
    private static func readyLine(from output: Int32) async throws -> String {
        _ = fcntl(output, F_SETFL, fcntl(output, F_GETFL) | O_NONBLOCK)
        let clock = ContinuousClock()
        let deadline = clock.now + startPatience
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while clock.now < deadline {
            let count = read(output, &chunk, chunk.count)
            if count == 0 { break }
            if count > 0 {
                bytes += chunk[..<count]
                if let end = bytes.firstIndex(of: 0x0A) {
                    return String(decoding: bytes[..<end], as: UTF8.self)
                }
            } else {
                try await Task.sleep(for: pause)
            }
        }
        throw CommandError("the reference broker did not start", status: 1)
    }

    /// Starts this binary with pipes for its standard input and output.
    private static func spawn(
        _ arguments: [String]
    ) throws -> (pid: pid_t, input: Int32, output: Int32) {
        let toChild = try makePipe()
        let fromChild = try makePipe()
        defer {
            close(toChild[0])
            close(fromChild[1])
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var argv = arguments.map { strdup($0) } + [nil]
        defer { for text in argv { free(text) } }
        // A group of its own: an interrupt at the terminal is ours to handle, and the broker must
        // still be there for the clean-up.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, &argv, environ)
        guard code == 0 else {
            close(toChild[1])
            close(fromChild[0])
            throw CommandError(
                "the reference broker cannot be started: \(String(cString: strerror(code)))",
                status: 1)
        }
        return (pid, toChild[1], fromChild[0])
    }

    /// Both ends of a pipe, reading end first, that no other child inherits.
    private static func makePipe() throws -> [Int32] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw CommandError("no pipe: \(String(cString: strerror(errno)))", status: 1)
        }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return ends
    }
}
