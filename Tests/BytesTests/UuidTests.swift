// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

struct UuidTests {
    @Test func `text and value agree`() throws {
        let uuid = Uuid(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3211)
        #expect(Uuid(uuid.description) == uuid)
        #expect(Uuid.zero.description == "AAAAAAAAAAAAAAAAAAAAAA")
        #expect(Uuid("too short") == nil)
    }
}
