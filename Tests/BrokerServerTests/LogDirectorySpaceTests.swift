// SPDX-License-Identifier: Apache-2.0

import Broker
import BrokerServer
import Testing

struct LogDirectorySpaceTests {
    @Test
    func `a file system of more bytes than there are numbers has as many as can be told`() {
        #expect(LogDirectory.bytes(of: 10, unit: 4096) == 40_960)
        #expect(LogDirectory.bytes(of: .max, unit: 4096) == .max)
        #expect(LogDirectory.bytes(of: 1 << 63, unit: 1) == .max)
        #expect(LogDirectory.bytes(of: .max, unit: 0) == 0)
    }
}
