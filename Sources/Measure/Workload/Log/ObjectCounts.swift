// SPDX-License-Identifier: Apache-2.0

import CCounting

/// How many Swift objects were allocated and how many references retained while something ran, on
/// any thread.
package struct ObjectCounts: Hashable, Sendable {
    package let allocations: Int
    package let retains: Int

    /// Runs `body` and counts; nil where the Swift runtime has no way to.
    package static func during<Failure: Error>(
        _ body: () throws(Failure) -> Void
    ) throws(Failure) -> ObjectCounts? {
        let counts = assay_counting_begin()
        do throws(Failure) {
            try body()
        } catch {
            if counts { _ = assay_counting_end() }
            throw error
        }
        guard counts else { return nil }
        let found = assay_counting_end()
        return ObjectCounts(
            allocations: Int(clamping: found.allocations), retains: Int(clamping: found.retains))
    }
}
