// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Testing

/// Bytes worked out by hand from the protocol guide.
struct HandComputedTests {
    @Test func `ApiVersions 3 in a frame`() throws {
        var request = ApiVersionsRequest()
        request.clientSoftwareName = "assay"
        request.clientSoftwareVersion = "1"
        let frame = Frame.encodeRequest(request, version: 3, correlationId: 7, clientId: "me")
        // size, key 18, version 3, correlation 7, classic "me", no tags; "assay", "1", no tags
        #expect(
            frame.hex == "00000016" + "0012" + "0003" + "00000007" + "00026d65" + "00"
                + "06" + "6173736179" + "02" + "31" + "00")

        let (header, body) = try Frame.decodeRequestHeader(frame.dropFirst(4))
        #expect(header.correlationId == 7 && header.clientId == "me")
        let again = try ApiVersionsRequest.decode(body, version: 3)
        #expect(again.clientSoftwareName == "assay" && again.clientSoftwareVersion == "1")
    }

    @Test func `Metadata 1 asks for all topics with a null array`() throws {
        var request = MetadataRequest()
        request.topics = nil
        #expect(request.encoded(version: 1).hex == "ffffffff")
        #expect(request.encoded(version: 9).hex == "00" + "01" + "00" + "00" + "00")
        #expect(
            try MetadataRequest.decode(ByteSlice(hex: "ffffffff") ?? [], version: 1).topics == nil)
    }

    @Test func `a null that the version forbids names the field`() {
        let error = #expect(throws: DecodeError.self) {
            try MetadataRequest.decode([0xFF, 0xFF, 0xFF, 0xFF], version: 0)
        }
        #expect(error?.reason == .unexpectedNull)
        #expect(error?.path == "topics" && error?.range == 0..<4)
    }

    @Test func `tagged structs are written where present`() throws {
        var partition = FetchResponse.PartitionData()
        partition.currentLeader = FetchResponse.LeaderIdAndEpoch()
        partition.currentLeader?.leaderId = 1
        partition.currentLeader?.leaderEpoch = 2
        partition.unknownTags = [
            TaggedField(tag: 9, data: [0xAB])
        ]
        var writer = ByteWriter()
        partition.encode(to: &writer, version: 12)
        // index, error, high watermark, last stable, log start, aborted (none), read replica,
        // records null; two tags: 1 with 9 bytes (leader, epoch, no tags), 9 with one byte
        #expect(
            writer.finish().hex == "00000000" + "0000" + "0000000000000000"
                + "ffffffffffffffff" + "ffffffffffffffff" + "01" + "ffffffff" + "00"
                + "02" + "0109" + "00000001" + "00000002" + "00" + "0901" + "ab")
    }

    @Test func `a nullable struct has a marker byte`() throws {
        var request = DescribeTopicPartitionsRequest()
        #expect(request.encoded(version: 0).hex == "01" + "000007d0" + "ff" + "00")
        request.cursor = DescribeTopicPartitionsRequest.Cursor()
        request.cursor?.topicName = "t"
        request.cursor?.partitionIndex = 3
        #expect(
            request.encoded(version: 0).hex == "01" + "000007d0" + "01" + "0274" + "00000003" + "00"
                + "00")
    }

    @Test func `a tagged null is not an absent one`() throws {
        var value = ConsumerGroupMemberMetadataValue()
        #expect(value.encoded(version: 0).hex.hasSuffix("0100"))
        value.classicMemberMetadata = nil
        #expect(value.encoded(version: 0).hex.hasSuffix("01" + "01" + "0001" + "00"))
    }

    @Test func `tags out of order and of the wrong size are typed errors`() {
        let order = #expect(throws: DecodeError.self) {
            try ApiVersionsRequest.decode([1, 1, 2, 5, 0, 5, 0], version: 3)
        }
        #expect(order?.reason == .tagOrder(previous: 5, tag: 5))
        let size = #expect(throws: DecodeError.self) {
            // Fetch 12: tag 0 (cluster id) announces 3 bytes for a string that takes 2.
            try FetchRequest.decode(
                ByteSlice(
                    hex: "ffffffff" + "00000000" + "00000000" + "7fffffff" + "00" + "00000000"
                        + "ffffffff" + "01" + "01" + "01" + "01" + "00" + "03" + "0261" + "00")
                    ?? [],
                version: 12)
        }
        #expect(size?.reason == .tagSize(announced: 3, actual: 2))
        #expect(size?.path == "clusterId")
    }

    @Test func `left-over bytes are an error`() {
        let error = #expect(throws: DecodeError.self) {
            try HeartbeatResponse.decode([0, 0, 9], version: 0)
        }
        #expect(error?.reason == .trailingBytes(1) && error?.range == 2..<3)
    }

    @Test func `a count beyond the bytes names its array`() {
        let error = #expect(throws: DecodeError.self) {
            try MetadataRequest.decode([0x7F, 0xFF, 0xFF, 0xFF, 0, 0], version: 1)
        }
        #expect(error?.reason == .countTooLarge(count: 2_147_483_647, remaining: 2))
        #expect(error?.path == "topics")
    }
}
