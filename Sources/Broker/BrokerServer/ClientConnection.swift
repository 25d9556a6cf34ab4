// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract
import Transport

/// One client: hands its frames to the server one request at a time, and sends what comes back.
final class ClientConnection: StreamHandler {
    /// Records of at least this size leave by `sendfile`; smaller ones are cheaper to copy into
    /// the same system call as what surrounds them.
    private static let sendfileBytesMin = 32 << 10

    let id: ConnectionId
    private let stream: StreamConnection
    private unowned let server: BrokerServer
    private var isParked = false
    /// Writes that came together, in their order, and one frame behind them at most: what is held
    /// has small answers, and only what one receive brought.
    private var held: ArraySlice<ByteSlice> = []
    private var hasEnded = false
    /// Monotonic milliseconds of the last request, answer, or look that found bytes had moved.
    private var lastUsed: Int64
    /// Bytes that had moved, in both directions, at the last look.
    private var bytesMoved = 0

    init(_ id: ConnectionId, _ stream: StreamConnection, server: BrokerServer, now: Int64) {
        self.id = id
        self.stream = stream
        self.server = server
        lastUsed = now
    }

    /// Milliseconds for which nothing came and nothing left; 0 while a request waits here.
    ///
    /// A client that reads no answers is as idle as one that asks nothing, whatever is queued for
    /// it; one that takes or sends a large frame bit by bit is not.
    func idleMillis(now: Int64) -> Int64 {
        let moved = stream.bytesRead + stream.bytesWritten
        if isParked || moved != bytesMoved { lastUsed = now }
        bytesMoved = moved
        return now - lastUsed
    }

    func start() { stream.start(self) }

    func close() {
        held = []
        stream.close()
    }

    func closeAfterFlush() {
        held = []
        stream.closeAfterFlush()
    }

    /// Nothing more is delivered until the answer to this request is there.
    func park() {
        isParked = true
        stream.pauseReading()
    }

    /// Sends an answer, none for a silent request, and goes on with the next request.
    func answer(_ reply: Reply?, now: Int64) {
        lastUsed = now
        for part in reply?.parts ?? [] { send(part) }
        guard isParked else { return }
        isParked = false
        handleHeld()
        guard !isParked else { return }
        stream.resumeReading()
        if hasEnded { stream.closeAfterFlush() }
    }

    private func handleHeld() {
        while !isParked, !held.isEmpty {
            let (effects, count) = server.effects(of: held, from: self)
            // Before an effect can lead here again. An empty slice would keep the frames.
            held = count < held.count ? held.dropFirst(count) : []
            server.execute(effects)
        }
    }

    private static func isProduce(_ frame: ByteSlice) -> Bool {
        frame.count >= 2 && frame[0] == 0 && frame[1] == 0
    }

    private func send(_ part: Reply.Part) {
        switch part {
        case .bytes(let slice): stream.send(slice)
        case .file(let region):
            if region.count >= Self.sendfileBytesMin, let descriptor = region.file.descriptor {
                stream.send(
                    Transport.FileRegion(
                        descriptor: descriptor, offset: region.position, count: region.count,
                        owner: region.file))
                return
            }
            do {
                stream.send(
                    try region.file.read(position: region.position, count: region.count))
            } catch {
                // The size was announced: without the records the answer cannot be finished.
                close()
            }
        }
    }

    // MARK: StreamHandler

    func stream(_ stream: StreamConnection, didReceive frame: ByteSlice) {
        lastUsed = server.now
        // More writes may follow, which are best done together; anything else is handled before more
        // is delivered, so that a client that reads no answers is not asked for more.
        held.append(frame)
        if !Self.isProduce(frame) { handleHeld() }
    }

    func streamDidDeliver(_ stream: StreamConnection) { handleHeld() }

    func streamDidEnd(_ stream: StreamConnection) {
        hasEnded = true
        if !isParked { stream.closeAfterFlush() }
    }

    func stream(_ stream: StreamConnection, didClose reason: CloseReason) {
        server.forget(self)
    }
}
