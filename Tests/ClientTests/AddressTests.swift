// SPDX-License-Identifier: Apache-2.0

import Client
import Testing

struct AddressTests {
    @Test func `lists of addresses are read`() throws {
        let list = try Address.list("broker-1:9092, [::1]:9093 ,10.0.0.1:1")
        #expect(list.map(\.description) == ["broker-1:9092", "[::1]:9093", "10.0.0.1:1"])
        #expect(list[1].host == "::1")
    }

    @Test(arguments: [
        "", ",", "host", "host:", "host:0", "host:65536", "host:x", ":9092", "::1:9092", "[]:1",
        "http://h:1",
    ])
    func `what is no address is refused in one line`(text: String) {
        #expect {
            try Address.list(text)
        } throws: { error in
            guard case ClientError.invalidAddress = error else { return false }
            return !"\(error)".contains("\n")
        }
    }
}
