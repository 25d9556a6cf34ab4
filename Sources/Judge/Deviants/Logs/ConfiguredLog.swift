// SPDX-License-Identifier: Apache-2.0

import LogContract

/// A log that obeys another configuration than it is told to.
final class ConfiguredLog: PassingLog {
    private let edit: @Sendable (inout LogConfig) -> Void

    init(_ inner: any PartitionLog, edit: @escaping @Sendable (inout LogConfig) -> Void) {
        self.edit = edit
        super.init(inner)
        config = inner.config
    }

    override var config: LogConfig {
        get { inner.config }
        set {
            var changed = newValue
            edit(&changed)
            inner.config = changed
        }
    }
}
