// SPDX-License-Identifier: Apache-2.0

/// Accepts frames of any size that can be announced.
final class UnlimitedFramesHandler: PassingHandler {
    override var requestBytesMax: Int { Int(Int32.max) }
}
