// SPDX-License-Identifier: Apache-2.0

/// Watches the bytes of a stream in both directions, on its loop, as the kernel took or gave them.
package protocol StreamTap: AnyObject {
    /// These bytes were handed to the kernel.
    func stream(_ stream: StreamConnection, didWrite bytes: UnsafeRawBufferPointer)
    /// These bytes came in; called before the frames made of them are delivered.
    func stream(_ stream: StreamConnection, didRead bytes: UnsafeRawBufferPointer)
}
