// SPDX-License-Identifier: Apache-2.0

import Bytes

/// A writer that closures share.
final class Scratch {
    var writer: ByteWriter

    init(capacity: Int) { writer = ByteWriter(capacity: capacity) }
}
