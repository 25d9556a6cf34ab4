// SPDX-License-Identifier: Apache-2.0

package import Bytes

extension Uuid {
    /// A random (version 4) id, fit for a topic or a cluster: as Kafka's own, its text never
    /// begins with a dash, which tools would take for an option.
    package static func random(using random: inout any RandomNumberGenerator) -> Uuid {
        while true {
            let high = random.next() & ~0xF000 | 0x4000
            let low = random.next() & ~(0b11 << 62) | 0b10 << 62
            let id = Uuid(high: high, low: low)
            if !id.description.hasPrefix("-") { return id }
        }
    }
}
