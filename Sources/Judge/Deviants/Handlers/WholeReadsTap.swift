// SPDX-License-Identifier: Apache-2.0

import Transport

/// Takes what one read brings for whole requests, and ends a connection that brings less.
final class WholeReadsTap: StreamTap {
    /// Bytes of the size that stands before a request.
    private static let sizeBytes = 4

    func stream(_ stream: StreamConnection, didWrite bytes: UnsafeRawBufferPointer) {}

    func stream(_ stream: StreamConnection, didRead bytes: UnsafeRawBufferPointer) {
        if bytes.count < Self.sizeBytes { stream.close() }
    }
}
