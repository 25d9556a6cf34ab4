// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
package import Records
package import Results

/// What the record of a control batch says.
package enum ControlReading: Hashable, Sendable {
    /// A transaction ended.
    case marker(isCommit: Bool, coordinatorEpoch: Int32)
    /// A message of KRaft, by the name Kafka's own tool gives it.
    case raft(name: String, JSONValue)
    /// A kind that is not known here.
    case unknown(kind: Int16)

    /// Reads a record of a control batch; nil when its key is none.
    package init?(_ record: Record) {
        guard let key = record.key, key.count >= 4 else { return nil }
        var reader = ByteReader(key)
        guard let version = try? reader.readInt16(), version >= 0,
            let kind = try? reader.readInt16()
        else { return nil }
        let value = record.value ?? .empty
        switch ControlRecord.Kind(rawValue: kind) {
        case .abort, .commit:
            var reader = ByteReader(value)
            guard (try? reader.readInt16()) != nil, let epoch = try? reader.readInt32() else {
                return nil
            }
            self = .marker(
                isCommit: kind == ControlRecord.Kind.commit.rawValue, coordinatorEpoch: epoch)
        case .leaderChange: self = Self.raft("LeaderChange", LeaderChangeMessage.self, value, kind)
        case .snapshotHeader:
            self = Self.raft("SnapshotHeader", SnapshotHeaderRecord.self, value, kind)
        case .snapshotFooter:
            self = Self.raft("SnapshotFooter", SnapshotFooterRecord.self, value, kind)
        case .kraftVersion: self = Self.raft("KRaftVersion", KRaftVersionRecord.self, value, kind)
        case .kraftVoters: self = Self.raft("KRaftVoters", VotersRecord.self, value, kind)
        default: self = .unknown(kind: kind)
        }
    }

    private static func raft(
        _ name: String, _ type: any Message.Type, _ value: ByteSlice, _ kind: Int16
    ) -> ControlReading {
        var reader = ByteReader(value)
        guard let version = try? reader.readInt16(),
            let json = RecordDecoder.decode(type, value, version: version)
        else { return .unknown(kind: kind) }
        return .raft(name: name, json)
    }

    /// As Kafka's own dump tool writes it.
    package var text: String {
        switch self {
        case .marker(let isCommit, let epoch):
            "endTxnMarker: \(isCommit ? "COMMIT" : "ABORT") coordinatorEpoch: \(epoch)"
        case .raft(let name, let json):
            name.hasPrefix("KRaft") ? "\(name) \(json.compact)" : "\(name): \(json.compact)"
        case .unknown(let kind): "controlType: \(kind)"
        }
    }

    package var json: JSONValue {
        switch self {
        case .marker(let isCommit, let epoch):
            [
                "type": isCommit ? "COMMIT" : "ABORT",
                "coordinatorEpoch": .integer(Int64(epoch)),
            ]
        case .raft(let name, let json): ["type": .string(name), "data": json]
        case .unknown(let kind): ["type": .integer(Int64(kind))]
        }
    }
}
