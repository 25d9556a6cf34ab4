// SPDX-License-Identifier: Apache-2.0

/// An invariant of a log, under the name that findings carry.
package struct VerifyRule: Hashable, Sendable {
    package let id: String
    /// What holds.
    package let statement: String
    /// What is looked at; nil when files alone cannot show it.
    package let check: String?
    /// Why files alone cannot show it; empty when they can.
    package let obstacle: String

    private init(_ id: String, _ statement: String, check: String) {
        self.id = id
        self.statement = statement
        self.check = check
        obstacle = ""
    }

    private init(_ id: String, _ statement: String, cannot obstacle: String) {
        self.id = id
        self.statement = statement
        check = nil
        self.obstacle = obstacle
    }

    /// Whether files can show it.
    package var isChecked: Bool { check != nil }

    /// L: one log and its files, K: compaction, P: producers and transactions, R: replicas.
    package static let all = [
        VerifyRule(
            "L1", "log start ≤ high watermark ≤ log end",
            check: "the directory's checkpoints against the log's end"),
        VerifyRule(
            "L2", "offsets rise from batch to batch and never overlap",
            check: "every batch; gaps too with --no-gaps"),
        VerifyRule(
            "L3", "segments are named by their first offset, ordered, and within their bounds",
            check: "names, relative offsets, overlaps; sizes with --segment-bytes"),
        VerifyRule(
            "L4", "the log's end and its leader epochs never fall",
            check: "epochs of batches in order; the end against the recovery point"),
        VerifyRule(
            "L5", "an emptied log keeps its end",
            check: "an empty log's base against the checkpoints"),
        VerifyRule(
            "L6", "a read at any offset finds the batch that holds it",
            check: "each index entry as a reader would use it"),
        VerifyRule("L7", "stored bytes are those that were written", check: "every checksum"),
        VerifyRule(
            "L8", "offset indexes rise and point at batches",
            check: "every entry of every .index against the head of its batch"),
        VerifyRule(
            "L9", "time indexes hold the greatest timestamp so far",
            check: "every entry of every .timeindex against the first batch that reached its time,"
                + " and the timestamps of records"),
        VerifyRule(
            "L10", "what is derived from the log equals what the log says",
            check: "leader epochs, and whether every file can be read"),
        VerifyRule(
            "L11", "nothing malformed is in the log",
            check: "headers, and records as they unpack"),
        VerifyRule(
            "L12", "a directory opens elsewhere and comes back the same",
            cannot: "it takes two brokers to open it"),
        VerifyRule(
            "L13", "retention leaves at least one segment", check: "that each log has one"),
        VerifyRule(
            "K1", "compaction moves no record and changes no order",
            check: "record offsets inside every batch"),
        VerifyRule(
            "K2", "a reader beside the cleaner ends with the same values",
            cannot: "it is about readers at the time"),
        VerifyRule(
            "K3", "tombstones stay for their time",
            cannot: "what was removed cannot be seen; it takes the topic's configuration"),
        VerifyRule(
            "K4", "the cleaner stays below the active segment",
            check: "its checkpoint against the last segment"),
        VerifyRule(
            "K5", "emptied batches keep offsets and producers",
            check: "batches without records"),
        VerifyRule(
            "K6", "no marker goes before its data, and aborts stay known",
            check: "markers against .txnindex; open transactions below the cleaner's checkpoint"),
        VerifyRule(
            "K7", "a swap is whole or not there",
            check: "files that a compaction or deletion left half done"),
        VerifyRule(
            "K8", "cleaning twice changes nothing", cannot: "it takes a cleaner to run again"),
        VerifyRule(
            "P1", "no batch is in the log twice", check: "sequences of every producer"),
        VerifyRule(
            "P2", "sequences of a producer and epoch follow each other",
            check: "every producer, until the first sign of compaction"),
        VerifyRule(
            "P3", "producer snapshots equal what the log says",
            check: "every .snapshot against the batches before it"),
        VerifyRule("P4", "no producer epoch falls", check: "every batch and marker"),
        VerifyRule(
            "P5", "the last stable offset waits for open transactions",
            check: "that of every entry of every .txnindex"),
        VerifyRule(
            "R2", "replicas agree where both have an offset", check: "with --replicas"),
    ]
}
