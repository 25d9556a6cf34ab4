// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Simulator
import TestSupport
import WireText

/// A log of a few segments on a simulated disk, its files as they were written, and what a reader
/// has to find in them.
final class BitFlipSubject {
    private struct Stored {
        let base: Int64
        let last: Int64
        let path: String
        let position: Int
        /// As it stands in the file.
        let bytes: [UInt8]

        /// Whether no checksum covers the byte: where the batch begins, and its leader's epoch.
        ///
        /// Kafka gives it out as it is; `assay log verify` finds it where the order of batches does.
        func isUncovered(_ path: String, _ position: Int) -> Bool {
            let place = position - self.position
            return path == self.path
                && (0..<BatchLayout.size ~= place
                    || BatchLayout.leaderEpoch..<BatchLayout.magic ~= place)
        }
    }

    private static let commands = """
        create segment.bytes=520 index.interval.bytes=90
        append a:1 b:2 c:3
        append d:4
        append e:5 f:6 codec=lz4 pad=40
        append g:7 h:8 pid=1 pepoch=0 seq=0
        append i:9 j:10 k:11 pid=2 pepoch=0 seq=0 txn
        append l:12 pid=1 pepoch=0 seq=2
        marker abort pid=2 pepoch=0
        append m:13 n:14 o:15 p:16 step=2
        append q:17 r:18 pid=2 pepoch=0 seq=3 txn
        append s:19
        append t:20 u:21 v:22
        """

    private let session = EngineSession()
    private let partition = TopicPartition(topic: "orders", partition: 0)
    private var stored: [Stored] = []
    private var pristine: [String: [UInt8]] = [:]
    private var end: Int64 = 0
    let paths: [String]

    var disk: SimulatedDisk { session.disk }

    init(checksReads: Bool) throws {
        session.options.checksReads = checksReads
        for line in Self.commands.split(separator: "\n") {
            session.clock.advance(by: 10)
            guard let command = try ScriptCommand(String(line)) else { continue }
            let printed = try session.run(command)
            if let bad = printed.first(where: { $0.hasPrefix("failed") || $0.hasPrefix("refused") })
            {
                throw StorageError(.corrupt, operation: "\(line)", path: bad)
            }
        }
        end = try session.log(partition).logEndOffset
        try session.opened().close()
        session.engine = nil
        session.disk.restart()
        let files = session.disk.tree(EngineSession.directory).compactMap { file in
            file.bytes == nil ? nil : file.path
        }
        paths = files.filter { $0.contains("/\(TopicPartition(topic: "orders", partition: 0))/") }
        for path in files { pristine[path] = try session.disk.content(of: path) }
        for path in paths where path.hasSuffix(".log") { try note(path) }
        stored.sort { $0.base < $1.base }
    }

    private func note(_ path: String) throws {
        var position = 0
        let bytes = pristine[path] ?? []
        for case .batch(let batch) in try RecordSet.batches(in: ByteSlice(bytes)) {
            let end = position + batch.sizeInBytes
            stored.append(
                Stored(
                    base: batch.baseOffset, last: batch.lastOffset, path: path, position: position,
                    bytes: Array(bytes[position..<end])))
            position = end
        }
    }

    /// All eight in the long form, else one.
    func bits(_ random: inout SeededGenerator) -> [Int] {
        Needs.isNightly ? Array(0..<8) : [Int.random(in: 0..<8, using: &random)]
    }

    /// Flips a bit of what is read, and opens the log; before the flip where it goes on.
    func flip(
        _ path: String, _ position: Int, _ bit: Int, after stop: BitFlipTests.Stop
    ) throws {
        if stop == .killed {
            for path in pristine.keys where path.hasSuffix(".kafka_cleanshutdown") {
                try session.disk.unlink(path)
            }
            for path in pristine.keys where path.hasSuffix("recovery-point-offset-checkpoint") {
                try session.disk.overwrite(path, with: Array("0\n0\n".utf8))
            }
        }
        if stop == .none {
            try open()
            // Has it know its indexes.
            for batch in stored { _ = try? read(from: batch.base) }
        }
        try session.disk.flip(path, at: position, mask: 1 << UInt8(bit))
        if stop != .none { try open() }
    }

    private func open() throws {
        let opened = try ScriptCommand("open")
        _ = try opened.map { try session.run($0) }
    }

    /// Has the files as they were written.
    func restore(_ path: String, _ position: Int) throws {
        session.engine = nil
        session.disk.restart()
        // A file that was given up took its flipped bit along.
        try? session.disk.flip(path, at: position, mask: 0)
        for file in session.disk.tree(EngineSession.directory) where file.bytes != nil {
            if pristine[file.path] == nil { try session.disk.unlink(file.path) }
        }
        for (path, bytes) in pristine { try session.disk.overwrite(path, with: bytes) }
    }

    private func read(from offset: Int64) throws -> FileRegion? {
        try session.log(partition).read(
            from: offset, bytesMax: 1, wholeFirstBatch: true, bound: .logEnd
        ).region
    }

    /// Reads from every offset: whether a reader was told that something is corrupt, and what one
    /// got that was never written.
    func wrongReads(_ path: String, _ position: Int) throws -> (wasTold: Bool, wrong: String?) {
        // A log that cannot be opened tells everyone.
        guard let log = session.engine?.logs[partition], log.failure == nil else {
            return (true, nil)
        }
        var wasTold = false
        let isUncovered = stored.contains { $0.isUncovered(path, position) }
        // Recovery may have cut what it found bad.
        for offset in 0..<end where offset < log.logEndOffset && offset >= log.logStartOffset {
            do {
                let wrong = try judge(read(from: offset), offset)
                if let wrong, !isUncovered { return (wasTold, "read from \(offset): \(wrong)") }
            } catch let refusal as ReadRefusal {
                guard case .storage(let error) = refusal, error.code == .corrupt else {
                    return (wasTold, "read from \(offset): \(refusal)")
                }
                wasTold = true
            }
        }
        return (wasTold, nil)
    }

    private func judge(_ region: FileRegion?, _ offset: Int64) throws -> String? {
        guard let region else { return "nothing" }
        let bytes = try region.file.read(position: region.position, count: region.count).array
        guard let batch = stored.first(where: { $0.last >= offset }) else { return "too much" }
        if bytes == batch.bytes { return nil }
        return "\(bytes.count) bytes of another batch than \(batch.base)"
    }
}
