// SPDX-License-Identifier: Apache-2.0

import Arguments
import Client
import Conformance
import Results

/// The options of `assay conform`.
enum ConformOptions {
    static let bootstrap = Option(
        "bootstrap", "H:P,…", .list(of: .text),
        help: "the broker to judge; without it the reference broker is started for the run")
    static let commandConfig = Option(
        "command-config", "FILE", .path, help: "client.properties for every connection")
    static let resolve = RepeatedOption(
        "resolve", "HOST=IP", .text, help: "reach the advertised HOST under this address")
    static let release = Option(
        "release", "X.Y", .release,
        help: "judge as this release of Kafka; otherwise the versions it advertises tell")
    static let restartHook = RepeatedOption(
        "restart-hook", "CMD", .text,
        help: "kills the broker and starts it again on its data; for the cases that need it")

    static let include = RepeatedOption(
        "include", "GLOB", .text, help: "run the cases whose ids match, as in 'prod/*'")
    static let exclude = RepeatedOption(
        "exclude", "GLOB", .text, help: "leave these cases out")
    static let level = Option(
        "level", "LEVEL", .choice(["must", "should", "may"]),
        help: "run the cases of this level and above (default may)")
    static let profile = Option(
        "profile", "P,…", .list(of: .choice(Profile.allCases.map(\.rawValue))),
        help: "run only these parts of the protocol")
    static let tier = Option(
        "tier", "TIER", .choice(Tier.allCases.map(\.rawValue)),
        help: "run the cases that take this long or less (default standard)")
    static let intrusive = Flag(
        "intrusive", help: "also run cases that flood or starve a broker beyond loopback")

    static let expect = Option(
        "expect", "FILE", .path, help: "what is known to differ: lines of id, verdict, reason")
    static let strict = Flag("strict", help: "let an inconclusive case end the run with status 3")

    static let jobs = Option(
        "jobs", "N", .integer(1...64), help: "cases that run at the same time (default 8)")
    static let timeout = Option(
        "timeout", "S", .duration, help: "deadline of each case in place of its own")
    static let topicPrefix = Option(
        "topic-prefix", "P", .text, help: "begins the name of every topic (default assay-RANDOM)")
    static let replicationFactor = Option(
        "replication-factor", "N", .integer(1...32),
        help: "of the topics that cases make (default: the broker's)")

    static let selfTest = Flag(
        "self-test",
        help: "run the cases against brokers that are broken on purpose, which must fail them")
    static let list = Flag("list", help: "list the selected cases and run none")
    static let explain = Option(
        "explain", "ID", .text, help: "say what a case does and what it rests on")
    static let junit = Option(
        "junit", "FILE", .path, help: "write the results as JUnit XML to FILE")
    static let transcript = Option(
        "transcript", "DIR", .path, help: "write every byte of each case to a file in DIR")
    static let verbose = Flag("verbose", short: "v", help: "show passed cases too")

    static let groups = [
        OptionGroup("The broker", [bootstrap, commandConfig, resolve, release, restartHook]),
        OptionGroup(
            "Which cases", [include, exclude, level, profile, tier, intrusive, expect]),
        OptionGroup(
            "How they run", [jobs, timeout, topicPrefix, replicationFactor, strict, selfTest]),
        OptionGroup("What is shown", [list, explain, verbose, junit, transcript]),
        ReportingOptions.group,
    ]
}

extension ValueParser where Value == Release {
    /// `3.9` or `3.9.2`.
    static var release: Self {
        ValueParser(expects: "a release such as 3.9 or 4.0") { Release($0) }
    }
}
