// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Messages

/// One request and the reply to it, as the bytes that crossed the wire (without their lengths).
package struct Exchange: Sendable {
    package let api: ApiKey
    package let version: Int16
    package let request: ByteSlice
    package let response: ByteSlice

    package init(api: ApiKey, version: Int16, request: ByteSlice, response: ByteSlice) {
        self.api = api
        self.version = version
        self.request = request
        self.response = response
    }
}

extension Exchange: CustomStringConvertible {
    package var description: String { "\(api.name) v\(version)" }
}
