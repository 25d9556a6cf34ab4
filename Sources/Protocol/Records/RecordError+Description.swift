// SPDX-License-Identifier: Apache-2.0

extension RecordError.Reason: CustomStringConvertible {
    @usableFromInline package var description: String {
        frameText ?? headerText ?? recordText ?? legacyText
    }

    private var frameText: String? {
        switch self {
        case .headerIncomplete(let available): "\(available) bytes cannot hold a header"
        case .sizeTooSmall(let announced, let sizeMin):
            "size \(announced) is below the smallest of \(sizeMin)"
        case .batchIncomplete(let announced, let available):
            "a batch of \(announced) bytes with \(available) there"
        case .magic(let magic): "magic \(magic)"
        case .checksum(let stored, let computed):
            "checksum \(stored) stored, \(computed) computed"
        case .codec(let codec): "attribute bits \(codec) name no codec"
        case .codecForMagic(let codec, let magic): "codec \(codec) does not exist in magic \(magic)"
        default: nil
        }
    }

    private var headerText: String? {
        switch self {
        case .recordCount(let count): "record count \(count)"
        case .recordCountTooLarge(let count, let remaining):
            "\(count) records cannot fit in \(remaining) bytes"
        case .countAgainstOffsets(let count, let delta):
            "record count \(count) with last offset delta \(delta)"
        case .lastOffsetDelta(let delta): "last offset delta \(delta)"
        case .baseOffset(let offset): "base offset \(offset) where 0 is due"
        case .controlBatch: "a control batch where none is allowed"
        case .baseSequence(let sequence): "a producer id with base sequence \(sequence)"
        case .logAppendTime: "LogAppendTime set by a producer"
        case .controlRecordCount(let count): "a control batch of \(count) records"
        case .controlCompressed: "a compressed control batch"
        case .controlKey: "a control record without type and version"
        default: nil
        }
    }

    private var recordText: String? {
        switch self {
        case .varintIncomplete: "varint incomplete"
        case .varintTooLong: "varint too long"
        case .recordLength(let length, let remaining):
            "record length \(length) with \(remaining) bytes left"
        case .recordLengthMismatch(let announced, let parsed):
            "record length \(announced), its fields take \(parsed)"
        case .keyLength(let length): "key length \(length)"
        case .valueLength(let length): "value length \(length)"
        case .headerCount(let count): "header count \(count)"
        case .headerCountTooLarge(let count, let remaining):
            "\(count) headers cannot fit in \(remaining) bytes"
        case .headerKeyLength(let length): "header key length \(length)"
        case .headerValueLength(let length): "header value length \(length)"
        case .offsetDelta(let expected, let found):
            "offset delta \(found) where \(expected) is due"
        case .trailingBytes(let count): "\(count) bytes after the last record"
        default: nil
        }
    }

    private var legacyText: String {
        switch self {
        case .compression(let error): "payload: \(error)"
        case .emptyWrapper: "a wrapper that holds no message"
        case .nestedCompression: "a compressed message inside a wrapper"
        case .innerMagic(let outer, let inner):
            "a message of magic \(inner) inside a wrapper of magic \(outer)"
        case .messageLengthMismatch(let announced, let parsed):
            "message size \(announced), its fields take \(parsed)"
        default: "invalid"
        }
    }
}
