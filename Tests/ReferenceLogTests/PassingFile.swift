// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// A file that does what the real one does, but for what it has a method of its own for.
protocol PassingFile: DiskFile {
    var real: any DiskFile { get }
}

extension PassingFile {
    var path: String { real.path }
    var descriptor: Int32? { real.descriptor }
    func size() throws(StorageError) -> Int64 { try real.size() }
    func write(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at position: Int64
    ) throws(StorageError) { try real.write(first, second, at: position) }
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at position: Int64
    ) throws(StorageError) -> Int { try real.read(into: buffer, at: position) }
    func read(position: Int64, count: Int) throws(StorageError) -> ByteSlice {
        try real.read(position: position, count: count)
    }
    func truncate(to size: Int64) throws(StorageError) { try real.truncate(to: size) }
    func sync() throws(StorageError) { try real.sync() }
}
