// SPDX-License-Identifier: Apache-2.0

package import Messages

/// What a broker says of itself before the first case: the ground on which cases are gated.
package struct Survey: Sendable {
    /// What ApiVersions lists.
    package let apis: [ApiKey: ClosedRange<Int16>]
    /// The release the subject is judged as.
    package let release: Release
    /// How many brokers Metadata lists.
    package let brokerCount: Int
    /// Whether every address is this machine's own.
    package let isLoopback: Bool

    package init(
        apis: [ApiKey: ClosedRange<Int16>], release: Release, brokerCount: Int = 1,
        isLoopback: Bool = true
    ) {
        self.apis = apis
        self.release = release
        self.brokerCount = brokerCount
        self.isLoopback = isLoopback
    }

    /// Why a case cannot be asked here: the first API it needs and the subject lacks.
    package func missing(for uses: [ApiUse]) -> String? {
        for use in uses where use.common(with: apis[use.api]) == nil {
            guard let advertised = apis[use.api] else {
                return "\(use.api.name) is not advertised"
            }
            return "needs \(use); advertised is "
                + "\(use.api.name) \(advertised.lowerBound)-\(advertised.upperBound)"
        }
        return nil
    }
}
