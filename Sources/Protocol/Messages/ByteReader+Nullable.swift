// SPDX-License-Identifier: Apache-2.0

import Bytes

extension ByteReader {
    /// A string of a field that is nullable in some versions only.
    mutating func readString(compact: Bool, nullable: Bool) throws(DecodeError) -> String? {
        nullable ? try readNullableString(compact: compact) : try readString(compact: compact)
    }

    /// Bytes of a field that is nullable in some versions only.
    mutating func readBytes(compact: Bool, nullable: Bool) throws(DecodeError) -> ByteSlice? {
        nullable ? try readNullableBytes(compact: compact) : try readBytes(compact: compact)
    }

    /// A struct after its marker: a negative byte is null, as in Kafka's generated readers.
    mutating func readNullableStruct<Value: MessageStructure>(
        _ type: Value.Type = Value.self, version: Int16
    ) throws(DecodeError) -> Value? {
        try readInt8() < 0 ? nil : try Value(from: &self, version: version)
    }

    /// A tagged struct after its marker, which is an unsigned varint here.
    mutating func readTaggedNullableStruct<Value: MessageStructure>(
        _ type: Value.Type = Value.self, version: Int16
    ) throws(DecodeError) -> Value? {
        try readUnsignedVarint() == 0 ? nil : try Value(from: &self, version: version)
    }
}
