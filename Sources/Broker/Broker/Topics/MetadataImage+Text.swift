// SPDX-License-Identifier: Apache-2.0

import Bytes

extension MetadataImage {
    private static let title = "assay-broker-metadata 1"
    /// Leaves more producer ids than can ever be given away.
    private static let producerIdMax: Int64 = 1 << 62

    /// The document.
    var document: ByteSlice {
        var text = "\(Self.title)\ncluster \(PercentText.encode(clusterId))\n"
        text += "producer-ids \(nextProducerId)\n"
        text += Self.lines("cluster-config", dynamicConfigs.cluster)
        text += Self.lines("broker-config", dynamicConfigs.broker)
        for topic in topics.values.sorted(by: { $0.name < $1.name }) {
            text += "topic \(topic.name) \(topic.id) \(topic.partitionCount) \(topic.leaderEpoch)\n"
            text += Self.lines("config", topic.configs)
        }
        return ByteSlice(utf8: text + "end \(Self.checksum(ByteSlice(utf8: text)))\n")
    }

    private static func lines(_ kind: String, _ configs: [String: String]) -> String {
        configs.sorted { $0.key < $1.key }
            .map { "\(kind) \(PercentText.encode($0.key)) \(PercentText.encode($0.value))\n" }
            .joined()
    }

    /// Reads a document; one that is cut or altered is refused.
    init(_ document: ByteSlice) throws(MetadataError) {
        self.init(clusterId: "")
        let text = document.text
        guard let end = text.lastLineStart, text[end...].hasPrefix("end ") else {
            throw .damaged("its last line is missing")
        }
        let body = text[..<end]
        let sum = text[end...].dropFirst(4).filter { !$0.isNewline }
        guard sum == Self.checksum(ByteSlice(utf8: String(body))) else {
            throw .damaged("its checksum is wrong")
        }
        var topic: TopicRecord?
        for (index, line) in body.split(separator: "\n").enumerated() {
            guard read(line, index: index, topic: &topic) else {
                throw .damaged("line \(index + 1) is not understood: '\(line)'")
            }
        }
        if let topic { topics[topic.name] = topic }
        if clusterId.isEmpty { throw .damaged("it names no cluster") }
    }

    private mutating func read(_ line: Substring, index: Int, topic: inout TopicRecord?) -> Bool {
        if index == 0 { return line == Self.title }
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        switch (words[0], words.count) {
        case ("cluster", 2):
            guard let id = PercentText.decode(words[1]) else { return false }
            clusterId = id
        case ("producer-ids", 2):
            guard let next = Int64(words[1]), (0...Self.producerIdMax).contains(next) else {
                return false
            }
            nextProducerId = next
        case ("topic", 5):
            if let topic { topics[topic.name] = topic }
            guard let id = Uuid(words[2]), let partitions = Int32(words[3]), partitions > 0,
                let epoch = Int32(words[4]), TopicName.problem(with: words[1]) == nil
            else { return false }
            topic = TopicRecord(
                name: words[1], id: id, partitionCount: partitions, leaderEpoch: epoch,
                configs: [:])
        case ("config", 3), ("cluster-config", 3), ("broker-config", 3):
            guard let name = PercentText.decode(words[1]),
                let value = PercentText.decode(words[2])
            else { return false }
            switch words[0] {
            case "cluster-config": dynamicConfigs.cluster[name] = value
            case "broker-config": dynamicConfigs.broker[name] = value
            default:
                guard topic != nil else { return false }
                topic?.configs[name] = value
            }
        default: return false
        }
        return true
    }

    private static func checksum(_ bytes: ByteSlice) -> String {
        let sum = bytes.withUnsafeBytes { CRC32C.checksum($0) }
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

extension String {
    fileprivate var lastLineStart: Index? {
        guard hasSuffix("\n") else { return nil }
        guard let newline = dropLast().lastIndex(of: "\n") else { return startIndex }
        return index(after: newline)
    }
}
