// SPDX-License-Identifier: Apache-2.0

/// A part of the protocol that a broker may leave out as a whole.
package enum Profile: String, Sendable, CaseIterable {
    case core
    case admin
    case eos
    case groups
    case groupsNext = "groups-next"
    case share
    case replication
    case security
}
