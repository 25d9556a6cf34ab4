// SPDX-License-Identifier: Apache-2.0

import Arguments
import Bytes
import Foundation

/// A file that is written and read block by block with nothing around it: the ceiling for a log.
final class KernelFile {
    private let block: ByteSlice
    private let target: ByteStorage
    private let descriptor: Int32

    init(blockBytes: Int) throws {
        block = SampleText.bytes(blockBytes)
        target = ByteStorage(capacity: blockBytes)
        var template = Array("\(NSTemporaryDirectory())/assay-bench-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw CommandError("no temporary file can be made", status: 4)
        }
        unlink(template)
    }

    deinit { close(descriptor) }

    /// Appends `bytes`, a block at a time, to an emptied file; nanoseconds of processor time.
    func write(_ bytes: Int) throws -> Double {
        ftruncate(descriptor, 0)
        return try timed(bytes) { pwrite(descriptor, block.base, block.count, $0) }
    }

    /// Reads `bytes`, a block at a time, as often as it takes; nanoseconds of processor time.
    func read(_ bytes: Int) throws -> Double {
        _ = try write(block.count)
        return try timed(bytes) { _ in pread(descriptor, target.base, block.count, 0) }
    }

    private func timed(_ bytes: Int, _ step: (_ position: Int) -> Int) throws -> Double {
        let start = Stopwatch.nanos()
        var position = 0
        while position < bytes {
            let count = step(position)
            if count <= 0 { throw CommandError("a temporary file cannot be written", status: 4) }
            position += count
        }
        return Stopwatch.nanos() - start
    }
}
