// SPDX-License-Identifier: Apache-2.0

/// Bytes with the meaning of their parts, and the ones to look at.
///
///     014  00 00 00 3a   batchLength   58
///     018  00 00 00 00   epoch         0
///          ^^^^^^^^^^^   expected -1
package struct AnnotatedBytes: Hashable, Sendable {
    /// One field: where it stands and what it says.
    package struct Field: Hashable, Sendable {
        package var range: Range<Int>
        package var name: String
        package var value: String

        package init(_ range: Range<Int>, _ name: String, _ value: String = "") {
            self.range = range
            self.name = name
            self.value = value
        }
    }

    /// What the bytes are: `reply, Produce v9`.
    package var title: String
    package var bytes: [UInt8]
    /// Fields in ascending order; bytes outside every field are shown without a name.
    package var fields: [Field]
    /// The bytes at fault.
    package var culprit: Range<Int>?
    /// What is wrong with them; stands beside the caret.
    package var remark: String

    package init(
        title: String, bytes: [UInt8], fields: [Field] = [], culprit: Range<Int>? = nil,
        remark: String = ""
    ) {
        self.title = title
        self.bytes = bytes
        self.fields = fields
        self.culprit = culprit
        self.remark = remark
    }
}
