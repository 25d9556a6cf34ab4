// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A result that one task waits for and that comes once.
///
/// It comes from the loop, a deadline or the task's cancellation, whichever is first. The rest is
/// ignored, so no continuation is lost or run twice.
final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Value, any Error>)
        case decided(Result<Value, any Error>)
        case taken
    }

    private let state = Mutex(State.idle)

    /// Whether a result is there already: whoever works for it can stop.
    var isDecided: Bool {
        state.withLock { state in
            switch state {
            case .idle, .waiting: false
            case .decided, .taken: true
            }
        }
    }

    /// Waits for the result; only one task, once.
    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                install(continuation)
            }
        } onCancel: {
            complete(.failure(CancellationError()))
        }
    }

    /// Decides the result; false when it was decided before.
    @discardableResult
    func complete(_ result: Result<Value, any Error>) -> Bool {
        let (isFirst, waiting) = state.withLock { state in
            switch state {
            case .idle:
                state = .decided(result)
                return (true, nil as CheckedContinuation<Value, any Error>?)
            case .waiting(let continuation):
                state = .taken
                return (true, continuation)
            case .decided, .taken: return (false, nil)
            }
        }
        waiting?.resume(with: result)
        return isFirst
    }

    @discardableResult
    func succeed(_ value: Value) -> Bool { complete(.success(value)) }

    @discardableResult
    func fail(_ error: ClientError) -> Bool { complete(.failure(error)) }

    private func install(_ continuation: CheckedContinuation<Value, any Error>) {
        let early = state.withLock { state in
            guard case .decided(let result) = state else {
                state = .waiting(continuation)
                return nil as Result<Value, any Error>?
            }
            state = .taken
            return result
        }
        if let early { continuation.resume(with: early) }
    }
}
