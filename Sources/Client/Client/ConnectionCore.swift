// SPDX-License-Identifier: Apache-2.0

import Bytes
import Transport

/// The part of a connection that lives on the loop.
final class ConnectionCore: StreamHandler {
    /// Somebody waiting for a frame.
    private struct Waiter {
        let shot: OneShot<ByteSlice>
        /// Of a round trip; nil for whoever takes any frame.
        let correlationId: Int32?
        let what: String
        let timer: LoopTimer
    }

    private struct CloseWaiter {
        let shot: OneShot<CloseObservation>
        let since: UInt64
        let timer: LoopTimer
    }

    /// Correlation ids of requests sent without a round trip that are remembered.
    private static let plainIdsMax = 100_000

    let stream: StreamConnection
    private let address: Address
    private let options: ConnectionOptions
    private(set) var ending: Ending?
    private var endedAt: UInt64 = 0
    private var inbox: [ByteSlice] = []
    private var inboxBytes = 0
    private var trips: [Waiter] = []
    private var takers: [Waiter] = []
    private var closeWaiters: [CloseWaiter] = []
    private var plainIds: Set<Int32> = []

    init(stream: StreamConnection, address: Address, options: ConnectionOptions) {
        self.stream = stream
        self.address = address
        self.options = options
    }

    func close() {
        end(.closedLocally)
        stream.close()
    }

    // MARK: Sending

    /// Remembers that this request's response is nobody's round trip.
    func expectPlain(_ correlationId: Int32) {
        if plainIds.count < Self.plainIdsMax { plainIds.insert(correlationId) }
    }

    func send(
        _ frames: [ByteSlice], _ pattern: SendPattern, _ shot: OneShot<Int>, timeout: Duration
    ) {
        let timer = deadline(shot, "sending", timeout)
        let done: (Bool) -> Void = { [self] complete in
            timer.cancel()
            if complete {
                shot.succeed(stream.bytesWritten)
            } else {
                shot.fail(closedError(during: "sending"))
            }
        }
        switch pattern {
        case .whole:
            for frame in frames {
                guard stream.send(frame) else { return done(false) }
            }
            stream.whenWritten(done)
        case .pieces(let bytes, let gap):
            var writer = ByteWriter()
            for frame in frames { writer.write(frame) }
            sendPieces(of: writer.finish(), bytes: max(1, bytes), gap: gap, done: done)
        }
    }

    private func sendPieces(
        of bytes: ByteSlice, bytes size: Int, gap: Duration, done: @escaping (Bool) -> Void
    ) {
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.prefix(size)
            rest = rest.dropFirst(piece.count)
            guard stream.send(piece) else { return done(false) }
            stream.flush()
            if gap > .zero && !rest.isEmpty {
                stream.loop.schedule(after: gap) { [self, rest] in
                    sendPieces(of: rest, bytes: size, gap: gap, done: done)
                }
                return
            }
        }
        stream.whenWritten(done)
    }

    // MARK: Waiting

    func receive(_ shot: OneShot<ByteSlice>, timeout: Duration) {
        if !inbox.isEmpty {
            let frame = inbox.removeFirst()
            inboxBytes -= frame.count
            if inboxBytes <= options.inboxBytesMax { stream.resumeReading() }
            shot.succeed(frame)
        } else if ending != nil {
            shot.fail(closedError(during: "receiving"))
        } else {
            let timer = deadline(shot, "receiving", timeout)
            takers.append(
                Waiter(shot: shot, correlationId: nil, what: "receiving", timer: timer))
        }
    }

    func roundTrip(
        _ frame: ByteSlice, _ correlationId: Int32, what: String, _ shot: OneShot<ByteSlice>,
        timeout: Duration
    ) {
        guard ending == nil, stream.send(frame) else {
            shot.fail(closedError(during: what))
            return
        }
        let timer = deadline(shot, what, timeout)
        trips.append(
            Waiter(shot: shot, correlationId: correlationId, what: what, timer: timer))
    }

    func waitForClose(_ shot: OneShot<CloseObservation>, timeout: Duration) {
        let now = EventLoop.nowNanos
        if ending != nil {
            shot.succeed(observation(since: now))
            return
        }
        let timer = stream.loop.schedule(after: timeout) { [self] in
            shot.succeed(observation(since: now))
        }
        closeWaiters.removeAll { $0.shot.isDecided }
        closeWaiters.append(CloseWaiter(shot: shot, since: now, timer: timer))
    }

    private func observation(since start: UInt64) -> CloseObservation {
        let end = ending == nil ? EventLoop.nowNanos : endedAt
        let nanos = end > start ? end - start : 0
        return CloseObservation(
            ending: ending, after: .nanoseconds(Int64(nanos)), framesUnread: inbox.count,
            bytesReceived: stream.bytesRead)
    }

    private func deadline<Value: Sendable>(
        _ shot: OneShot<Value>, _ what: String, _ timeout: Duration
    ) -> LoopTimer {
        stream.loop.schedule(after: timeout) {
            shot.fail(.timedOut(what: what, after: timeout))
        }
    }

    // MARK: Frames

    func stream(_ stream: StreamConnection, didReceive frame: ByteSlice) {
        let found = Self.correlationId(of: frame)
        if let found, let index = trips.firstIndex(where: { $0.correlationId == found }) {
            // Round trips given up meanwhile do not stand in the way.
            if trips[..<index].allSatisfy(\.shot.isDecided) {
                let trip = trips[index]
                trips.removeFirst(index + 1)
                trip.timer.cancel()
                trip.shot.succeed(frame)
                return
            }
        } else if let found, plainIds.remove(found) != nil {
            return keep(frame)
        }
        trips.removeAll { $0.shot.isDecided }
        guard !trips.isEmpty else { return keep(frame) }
        let trip = trips.removeFirst()
        trip.timer.cancel()
        trip.shot.fail(
            .correlationMismatch(
                expected: trip.correlationId ?? 0, found: found ?? 0, frame: frame))
    }

    private func keep(_ frame: ByteSlice) {
        while !takers.isEmpty {
            let taker = takers.removeFirst()
            taker.timer.cancel()
            if taker.shot.succeed(frame) { return }
        }
        inbox.append(frame)
        inboxBytes += frame.count
        if inboxBytes > options.inboxBytesMax { stream.pauseReading() }
    }

    private static func correlationId(of frame: ByteSlice) -> Int32? {
        var reader = ByteReader(frame)
        return try? reader.readInt32()
    }

    // MARK: The end

    func streamDidEnd(_ stream: StreamConnection) {
        end(.closedByPeer(midFrame: stream.isMidFrame))
    }

    func stream(_ stream: StreamConnection, didClose reason: CloseReason) {
        switch reason {
        case .local, .loopStopped, .fileTooShort, .notFlushed: end(.closedLocally)
        case .broken(let errno): end(.reset(errno: errno))
        case .illegalLength(let announced, _): end(.illegalFrame(announced: announced))
        }
    }

    private func end(_ how: Ending) {
        guard ending == nil else { return }
        ending = how
        endedAt = EventLoop.nowNanos
        options.transcript?.note("\(how)")
        for waiter in trips + takers {
            waiter.timer.cancel()
            waiter.shot.fail(closedError(during: waiter.what))
        }
        trips = []
        takers = []
        for waiter in closeWaiters {
            waiter.timer.cancel()
            waiter.shot.succeed(observation(since: waiter.since))
        }
        closeWaiters = []
    }

    private func closedError(during what: String) -> ClientError {
        if case .illegalFrame(let announced) = ending {
            guard let evidence = ForeignProtocol.evidence(inSize: announced) else {
                return .illegalFrame(announced: announced)
            }
            return .notKafka(address, evidence: evidence)
        }
        return .closed(
            ending ?? .closedLocally, during: what, bytesReceived: stream.bytesRead)
    }
}

extension ConnectionCore {
    /// Ends a connection attempt: the core of a stream that has started, or the error in this
    /// module's words.
    static func complete(
        _ shot: OneShot<LoopBound<ConnectionCore>>,
        with result: Result<StreamConnection, TransportError>, address: Address,
        options: ConnectionOptions
    ) {
        switch result {
        case .failure(let error): shot.fail(ClientError(error, connectingTo: address))
        case .success(let stream):
            let core = ConnectionCore(stream: stream, address: address, options: options)
            if let transcript = options.transcript {
                transcript.note("connected to \(address) at \(stream.peer)")
                stream.tap = TranscriptTap(transcript)
            }
            stream.start(core)
            // Nobody waits any more: a connection that nobody owns is closed.
            if !shot.succeed(LoopBound(core, on: stream.loop)) { core.close() }
        }
    }
}

extension ClientError {
    init(_ error: TransportError, connectingTo address: Address) {
        switch error {
        case .unresolvable(_, let reason): self = .unresolvable(address, reason: reason)
        case .connect(_, let errno):
            self = .connectFailed(address, reason: TransportError.text(errno: errno))
        case .timedOut: self = .connectFailed(address, reason: "no answer in time")
        case .system: self = .connectFailed(address, reason: "\(error)")
        case .loopStopped: self = .stopped
        }
    }
}
