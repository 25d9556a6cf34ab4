// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records

extension AppendRefusal {
    /// What `body` returns; bytes it cannot read are a corrupt message.
    static func corruptUnless<Result>(
        _ body: () throws(RecordError) -> Result
    ) throws(AppendRefusal) -> Result {
        do {
            return try body()
        } catch {
            throw .corrupt("\(error)")
        }
    }
}
