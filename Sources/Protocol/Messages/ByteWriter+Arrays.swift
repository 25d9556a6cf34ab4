// SPDX-License-Identifier: Apache-2.0

import Bytes

extension ByteWriter {
    /// An array of structs; nil is null.
    mutating func writeStructs<Element: MessageStructure>(
        _ elements: [Element]?, compact: Bool, version: Int16
    ) {
        guard let elements else { return writeCount(nil, compact: compact) }
        writeCount(elements.count, compact: compact)
        // By index: an iterator would copy each element.
        for index in elements.indices { elements[index].encode(to: &self, version: version) }
    }

    /// An array of integers; nil is null.
    mutating func writeIntegers<Value: FixedWidthInteger>(_ elements: [Value]?, compact: Bool) {
        writeCount(elements?.count, compact: compact)
        for element in elements ?? [] { write(element) }
    }

    /// An array of ids; nil is null.
    mutating func writeUuids(_ elements: [Uuid]?, compact: Bool) {
        writeCount(elements?.count, compact: compact)
        for element in elements ?? [] { writeUuid(element) }
    }

    /// An array of strings; nil is null.
    mutating func writeStrings(_ elements: [String]?, compact: Bool) {
        writeCount(elements?.count, compact: compact)
        for element in elements ?? [] { writeString(element, compact: compact) }
    }

    /// A struct after the marker byte that says whether it is there.
    mutating func writeNullableStruct(_ value: (some MessageStructure)?, version: Int16) {
        writeInt8(value == nil ? -1 : 1)
        value?.encode(to: &self, version: version)
    }

    /// A tagged struct after its marker, which is an unsigned varint here.
    mutating func writeTaggedNullableStruct(_ value: (some MessageStructure)?, version: Int16) {
        writeUnsignedVarint(value == nil ? 0 : 1)
        value?.encode(to: &self, version: version)
    }
}

extension MessageStructure {
    /// Whether `version` writes this as it writes a struct of defaults.
    func isDefault(version: Int16) -> Bool {
        var own = ByteWriter()
        encode(to: &own, version: version)
        var plain = ByteWriter()
        Self().encode(to: &plain, version: version)
        return own.finish() == plain.finish()
    }
}
