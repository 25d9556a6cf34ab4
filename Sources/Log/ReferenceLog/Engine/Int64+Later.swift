// SPDX-License-Identifier: Apache-2.0

extension Int64 {
    /// The time, in milliseconds, that is `millis` later; the end of time where that is beyond it,
    /// as the greatest value of any config is.
    func later(by millis: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(millis)
        if overflows { return millis < 0 ? .min : .max }
        return sum
    }
}
