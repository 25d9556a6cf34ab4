// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Synchronization

/// A child process with pipes, always reaped, never left behind.
///
/// A thread waits for its end from the start; when the value goes, its standard input is closed
/// and it is told to end, and killed when it does not. Bind long-lived children to their standard
/// input (`--stdin-bound`), which closes even when this process is killed: a death signal
/// would come when the *thread* that started the child ends.
package final class ChildProcess: Sendable {
    package let pid: pid_t
    private let lifetime: ChildLifetime
    private let output: OutputLog
    private let errors: OutputLog
    private let input: Mutex<Int32?>

    /// Starts `executable`, a path or a name to be found, with `arguments` after its name.
    ///
    /// `environment` adds to this process's own.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws {
        let ours = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let started = try Self.start([executable] + arguments, environment: ours)
        pid = started.pid
        lifetime = ChildLifetime(of: pid)
        output = OutputLog(draining: started.output)
        errors = OutputLog(draining: started.errors)
        input = Mutex(started.input)
    }

    deinit {
        closeInput()
        let lifetime = lifetime
        lifetime.send(SIGTERM)
        Thread.detachNewThread {
            if lifetime.wait(before: Date(timeIntervalSinceNow: 10)) == nil {
                lifetime.send(SIGKILL)
            }
        }
    }

    /// What it wrote to standard output so far.
    package var outputText: String { output.text }
    /// What it wrote to standard error so far.
    package var errorText: String { errors.text }

    /// Writes to its standard input.
    package func write(_ text: String) {
        input.withLock { descriptor in
            guard let descriptor else { return }
            _ = Array(text.utf8).withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
        }
    }

    package func closeInput() {
        input.withLock { descriptor in
            if let descriptor { close(descriptor) }
            descriptor = nil
        }
    }

    /// Sends a signal, unless it has already ended.
    package func send(_ signal: Int32) { lifetime.send(signal) }

    /// The first line of standard output that satisfies `matches`.
    package func line(
        within seconds: Double, where matches: @escaping @Sendable (String) -> Bool = { _ in true }
    ) async throws -> String {
        let found = await Self.blocking { [output] in
            output.line(before: Date(timeIntervalSinceNow: seconds), where: matches)
        }
        guard let found else {
            throw ChildProcessError("no such line within \(seconds) s", of: self)
        }
        return found
    }

    /// Waits for its end and the end of its output: the exit status, or 128 and the signal.
    @discardableResult
    package func wait(within seconds: Double) async throws -> Int32 {
        let status = await Self.blocking { [lifetime, output, errors] in
            let deadline = Date(timeIntervalSinceNow: seconds)
            let status = lifetime.wait(before: deadline)
            // A grandchild may hold the pipes open; what is there by then is enough.
            _ = output.waitForEnd(before: deadline) && errors.waitForEnd(before: deadline)
            return status
        }
        guard let status else { throw ChildProcessError("runs longer than \(seconds) s", of: self) }
        return status
    }

    /// Closes its input, asks it to end, and kills it when it does not; returns as `wait` does.
    @discardableResult
    package func stop(within seconds: Double = 10) async throws -> Int32 {
        closeInput()
        send(SIGTERM)
        do {
            return try await wait(within: seconds)
        } catch {
            send(SIGKILL)
            return try await wait(within: 5)
        }
    }

    /// Runs `body`, which blocks, away from the threads that run tests.
    private static func blocking<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}
