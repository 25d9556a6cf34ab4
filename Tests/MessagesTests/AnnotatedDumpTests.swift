// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Testing

/// Dumps that people read.
struct AnnotatedDumpTests {
    @Test func `a request shows size, header and body`() {
        var request = MetadataRequest()
        var topic = MetadataRequest.MetadataRequestTopic()
        topic.name = "logs"
        request.topics = [topic]
        let frame = Frame.encodeRequest(request, version: 1, correlationId: 5, clientId: nil)
        let expected = """
            00000000  00 00 00 14                                      size
            00000004  00 03                                            requestApiKey int16 = 3
            00000006  00 01                                            requestApiVersion int16 = 1
            00000008  00 00 00 05                                      correlationId int32 = 5
            0000000c  ff ff                                            clientId string = null
            0000000e  00 00 00 01                                      \
            topics []MetadataRequestTopic: 1 element
            00000012  00 04 6c 6f 67 73                                \
            topics[0].name string = "logs"

            """
        #expect(AnnotatedDump.request(frame).description == expected)
    }

    @Test func `a caret stands under the culprit`() {
        let frame = Frame.encodeResponse(HeartbeatResponse(), version: 0, correlationId: 1)
        let dump = AnnotatedDump.response(
            frame, apiKey: 12, version: 0, culprit: 8..<10, note: "expected 25")
        #expect(
            dump.description.hasSuffix(
                """
                00000008  00 00                                            errorCode int16 = 0
                          ^^^^^ expected 25

                """))
    }

    @Test func `what does not decode is shown with the reason`() {
        let dump = AnnotatedDump.response(
            ByteSlice(hex: "00000005" + "00000001" + "00") ?? [], apiKey: 12, version: 0)
        #expect(
            dump.description.hasSuffix(
                "00000008  00                                               "
                    + "errorCode: truncated: 2 bytes needed, 1 left\n"), "\(dump)")
    }

    @Test func `a culprit past the end is the end`() {
        let dump = AnnotatedDump.response(
            ByteSlice(hex: "00000004" + "00000001") ?? [], apiKey: 12, version: 0, culprit: 8..<8,
            note: "nothing follows")
        #expect(
            dump.description.hasSuffix("00000008  end of the bytes\n          ^^ nothing follows\n")
        )
    }

    @Test func `long values are cut, and the culprit in them is shown`() {
        var request = ProduceRequest()
        var topic = ProduceRequest.TopicProduceData()
        var partition = ProduceRequest.PartitionProduceData()
        partition.records = ByteSlice([UInt8](repeating: 7, count: 500))
        topic.partitionData = [partition]
        request.topicData = [topic]
        let frame = Frame.encodeRequest(request, version: 9, correlationId: 5, clientId: "x")
        let text = AnnotatedDump.request(frame, culprit: 300..<302, note: "here").description
        #expect(text.contains("more bytes"))
        #expect(text.contains("^^^^^ here"))
        #expect(text.split(separator: "\n").count < 40)
    }

    @Test func `a field is found by its path`() throws {
        let bytes = try #require(ByteSlice(hex: "00000001" + "0004" + "6c6f6773"))
        let range = FieldWalk.range(
            of: "topics[0].name", in: bytes, as: MetadataRequest.fieldTable, version: 1)
        #expect(range == 4..<10)
    }

    @Test func `a message renders as Kafka's JSON`() {
        var request = MetadataRequest()
        request.topics = nil
        #expect(
            MessageJSON(request, version: 8).description
                == #"{"topics":null,"allowAutoTopicCreation":true,"#
                + #""includeClusterAuthorizedOperations":false,"#
                + #""includeTopicAuthorizedOperations":false}"#)
    }
}
