// SPDX-License-Identifier: Apache-2.0

import Bytes

// Arrays of the protocol: a count, then the elements. A count is refused when its smallest elements
// could not fit in what remains; what is reserved before the first element is read is bounded by
// the bytes that remain as well, since an element can be larger in memory than on the wire.

/// How many bytes of memory may be reserved for each remaining byte of input.
private let reservedBytesPerInputByte = 8

extension ByteReader {
    @inline(__always)
    mutating func readElements<Element>(
        _ count: Int, _ body: (inout ByteReader) throws(DecodeError) -> Element
    ) throws(DecodeError) -> [Element] {
        if count == 0 { return [] }
        // A literal for the first: for its storage the compiler knows the type, which every other
        // way of making an array looks up (40 to 70 ns); and most arrays hold one element.
        var elements = [try body(&self)]
        if count == 1 { return elements }
        reserve(count, in: &elements)
        for _ in 1..<count {
            elements.append(try body(&self))
        }
        return elements
    }

    /// Structs, each read where it will stay.
    private mutating func readStructs<Element: MessageStructure>(
        _ count: Int, version: Int16
    ) throws(DecodeError) -> [Element] {
        if count == 0 { return [] }
        var elements = [Element()]
        try elements[0].read(from: &self, version: version)
        if count == 1 { return elements }
        reserve(count, in: &elements)
        for index in 1..<count {
            elements.append(Element())
            try elements[index].read(from: &self, version: version)
        }
        return elements
    }

    /// Makes room for `count` elements, as far as the bytes that remain justify it.
    @inline(__always)
    private func reserve<Element>(_ count: Int, in elements: inout [Element]) {
        // A comparison first: the division is the slower of the two.
        let stride = MemoryLayout<Element>.stride
        let affordable = remaining * reservedBytesPerInputByte + stride
        elements.reserveCapacity(count * stride <= affordable ? count : affordable / stride)
    }

    /// An array of structs whose smallest form takes `elementBytesMin` bytes.
    mutating func readStructs<Element: MessageStructure>(
        _ type: Element.Type = Element.self, compact: Bool, elementBytesMin: Int, version: Int16
    ) throws(DecodeError) -> [Element] {
        let count = try readCount(compact: compact, elementBytesMin: elementBytesMin)
        return count == 0 ? [] : try readStructs(count, version: version)
    }

    /// An array of structs, null where `nullable` allows it.
    mutating func readNullableStructs<Element: MessageStructure>(
        _ type: Element.Type = Element.self, compact: Bool, elementBytesMin: Int, version: Int16,
        nullable: Bool = true
    ) throws(DecodeError) -> [Element]? {
        let count = try readCount(
            compact: compact, elementBytesMin: elementBytesMin, nullable: nullable)
        guard let count else { return nil }
        return count == 0 ? [] : try readStructs(count, version: version)
    }

    /// An array of integers.
    mutating func readIntegers<Value: FixedWidthInteger>(
        compact: Bool
    ) throws(DecodeError) -> [Value] {
        let count = try readCount(compact: compact, elementBytesMin: MemoryLayout<Value>.size)
        return try readElements(count) { (reader: inout ByteReader) throws(DecodeError) in
            try reader.read(Value.self)
        }
    }

    /// An array of integers, null where `nullable` allows it.
    mutating func readNullableIntegers<Value: FixedWidthInteger>(
        compact: Bool, nullable: Bool = true
    ) throws(DecodeError) -> [Value]? {
        let count = try readCount(
            compact: compact, elementBytesMin: MemoryLayout<Value>.size, nullable: nullable)
        guard let count else { return nil }
        return try readElements(count) { (reader: inout ByteReader) throws(DecodeError) in
            try reader.read(Value.self)
        }
    }

    /// An array of ids.
    mutating func readUuids(compact: Bool) throws(DecodeError) -> [Uuid] {
        let count = try readCount(compact: compact, elementBytesMin: 16)
        return try readElements(count) { (reader: inout ByteReader) throws(DecodeError) in
            try reader.readUuid()
        }
    }

    /// An array of ids, null where `nullable` allows it.
    mutating func readNullableUuids(
        compact: Bool, nullable: Bool = true
    ) throws(DecodeError) -> [Uuid]? {
        let count = try readCount(compact: compact, elementBytesMin: 16, nullable: nullable)
        guard let count else { return nil }
        return try readElements(count) { (reader: inout ByteReader) throws(DecodeError) in
            try reader.readUuid()
        }
    }

    /// An array of strings.
    mutating func readStrings(compact: Bool) throws(DecodeError) -> [String] {
        let count = try readCount(compact: compact, elementBytesMin: compact ? 1 : 2)
        return try readElements(count) { (reader: inout ByteReader) throws(DecodeError) in
            try reader.readString(compact: compact)
        }
    }

    /// An array of strings, null where `nullable` allows it.
    mutating func readNullableStrings(
        compact: Bool, nullable: Bool = true
    ) throws(DecodeError) -> [String]? {
        let count = try readCount(
            compact: compact, elementBytesMin: compact ? 1 : 2, nullable: nullable)
        guard let count else { return nil }
        return try readElements(count) { (reader: inout ByteReader) throws(DecodeError) in
            try reader.readString(compact: compact)
        }
    }

    private mutating func readCount(
        compact: Bool, elementBytesMin: Int, nullable: Bool
    ) throws(DecodeError) -> Int? {
        nullable
            ? try readNullableCount(compact: compact, elementBytesMin: elementBytesMin)
            : try readCount(compact: compact, elementBytesMin: elementBytesMin)
    }
}
