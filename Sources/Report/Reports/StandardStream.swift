// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Writes to an open descriptor without the C library's buffers.
enum StandardStream {
    /// Writes all of `text`; the error number when that fails.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let base = rest.baseAddress, !rest.isEmpty {
                let written = Glibc.write(descriptor, base, rest.count)
                if written > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[written...])
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }
}
