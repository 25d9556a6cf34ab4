// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Foundation
import Messages
import TestSupport

/// Bytes of one message in one version, and what they mean.
struct MessageVector: Sendable {
    let id: String
    let kind: String
    let apiKey: Int16?
    let name: String
    let version: Int16
    let variant: String
    let bytes: ByteSlice
    /// The message, or nil for a frame.
    let json: MessageJSON?
    /// The bytes as they stand in a record of a log, its type and version before them.
    let framed: ByteSlice?
    /// For frames.
    let headerVersion: Int16?
    let header: MessageJSON?
    let bodyId: String?

    struct Malformed: Error { let line: String }

    init(line: some Sequence<UInt8>) throws {
        let json = try JSONText.parse(line)
        guard let id = json["id"]?.text, let kind = json["kind"]?.text,
            let name = json["name"]?.text, let version = json["version"]?.integer,
            let hex = json["hex"]?.text, let bytes = ByteSlice(hex: hex)
        else { throw Malformed(line: json.description) }
        self.id = id
        self.kind = kind
        self.name = name
        self.version = Int16(version)
        self.bytes = bytes
        variant = json["variant"]?.text ?? ""
        apiKey = json["apiKey"]?.integer.map { Int16($0) }
        self.json = json["json"]
        framed = json["framed"]?.text.flatMap { ByteSlice(hex: $0) }
        headerVersion = json["headerVersion"]?.integer.map { Int16($0) }
        header = json["header"]
        bodyId = json["bodyId"]?.text
    }

    var isFrame: Bool { kind.hasSuffix("-frame") }

    /// Our type, and our version of it.
    ///
    /// Before 4.0 the record type of a coordinator key was the key's version; such a vector is read
    /// by the key of that type.
    func type() -> (type: any Message.Type, version: Int16)? {
        guard let type = MessageCatalogue.named(name) else { return nil }
        if type.validVersions.contains(version) { return (type, version) }
        let keys = MessageCatalogue.all.filter {
            $0.fieldTable.kind == .coordinatorKey && $0.fieldTable.apiKey == version
                && ($0 == type || $0.name == "Legacy\(name)")
        }
        return keys.first.map { ($0, 0) }
    }
}

/// The vectors that tests read.
enum Vectors {
    /// Kafka's own, of both releases; empty where the files are absent.
    static func golden() throws -> [MessageVector] { try goldenVectors.get() }

    private static let goldenVectors = Result {
        let folder = try Needs.golden.path()
        return try ["messages-4.4.0", "messages-3.9.2"].flatMap { name in
            let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name).jsonl.gz"))
            var writer = ByteWriter()
            let compressor = Compressor()
            try data.withUnsafeBytes {
                try compressor.decompress($0, codec: .gzip, limit: 1 << 28, into: &writer)
            }
            return try lines(of: writer.finish().array)
        }
    }

    /// Ours, in `Fixtures/messages`.
    static func own() throws -> [MessageVector] {
        let file = PackageRoot.file("Fixtures/messages/vectors.jsonl")
        return try lines(of: Array(Data(contentsOf: URL(filePath: file))))
    }

    /// Kafka's where they are at hand, else ours.
    static func best() throws -> [MessageVector] {
        Needs.golden.isThere ? try golden() : try own()
    }

    private static func lines(of bytes: [UInt8]) throws -> [MessageVector] {
        try bytes.split(separator: UInt8(ascii: "\n")).map { try MessageVector(line: $0) }
    }
}
