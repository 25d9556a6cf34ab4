// SPDX-License-Identifier: Apache-2.0

/// The whole catalogue, in the order of its areas.
package enum Suite {
    package static let cases: [ConformanceCase] =
        ApiVersionsCases.all
}
