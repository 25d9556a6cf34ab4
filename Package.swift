// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A Swift target of the house: `Sources/<district>/<name>`.
func library(_ name: String, in district: String, uses: [String] = []) -> Target {
    .target(
        name: name, dependencies: uses.map { .byName(name: $0) },
        path: "Sources/\(district)/\(name)", swiftSettings: settings)
}

func tool(_ name: String, uses: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: uses.map { .byName(name: $0) },
        path: "Sources/Tool/\(name)", swiftSettings: settings)
}

func systemLibrary(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig,
        providers: [.apt([apt])])
}

func tests(of name: String, uses: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: ([name, "TestSupport"] + uses).map { .byName(name: $0) },
        path: "Tests/\(name)Tests", swiftSettings: settings)
}

let package = Package(
    name: "assay",
    products: [.executable(name: "assay", targets: ["assay"])],
    targets: [
        // 0 System: C seams, each imported by exactly one Swift target.
        .target(name: "CSystem", path: "Sources/System/CSystem"),
        // The yardstick calls the compression libraries itself, and only benchmarks call it.
        .target(
            name: "CBaseline", path: "Sources/System/CBaseline",
            linkerSettings: ["z", "zstd", "lz4", "snappy"].map { .linkedLibrary($0) }),
        .target(name: "CFiles", path: "Sources/System/CFiles"),
        .target(name: "CCounting", path: "Sources/System/CCounting"),
        systemLibrary("CUV", pkgConfig: "libuv", apt: "libuv1-dev"),
        systemLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        systemLibrary("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
        systemLibrary("CLZ4", pkgConfig: "liblz4", apt: "liblz4-dev"),
        systemLibrary("CSnappy", apt: "libsnappy-dev"),

        // 1
        library("Bytes", in: "Protocol", uses: ["CSystem"]),
        library("Arguments", in: "Tool"),
        // 2
        library(
            "Compression", in: "Protocol",
            uses: ["Bytes", "CZlib", "CZstd", "CLZ4", "CSnappy"]),
        library("Messages", in: "Protocol", uses: ["Bytes"]),
        // 3
        library("Records", in: "Protocol", uses: ["Bytes", "Compression"]),
        library("WireText", in: "Protocol"),
        library("Results", in: "Measure"),
        library("Transport", in: "Transport", uses: ["Bytes", "CUV"]),
        // 4
        library("LogContract", in: "Log", uses: ["Bytes"]),
        library("Client", in: "Client", uses: ["Bytes", "Messages", "Transport"]),
        // 5
        library(
            "ReferenceLog", in: "Log",
            uses: ["Bytes", "CFiles", "Compression", "Records", "LogContract"]),
        library("Simulator", in: "Log", uses: ["Bytes", "LogContract"]),
        // 6
        library(
            "Broker", in: "Broker",
            uses: ["Bytes", "Messages", "Records", "LogContract"]),
        library(
            "LogInspector", in: "Judge",
            uses: [
                "CSystem", "Bytes", "Compression", "Messages", "Records", "Results", "LogContract",
            ]),
        // 7
        library(
            "BrokerServer", in: "Broker",
            uses: ["Bytes", "LogContract", "Broker", "ReferenceLog", "Transport"]),
        // 8
        library(
            "Conformance", in: "Judge",
            uses: ["Bytes", "Compression", "Messages", "Records", "Results", "Client"]),
        library(
            "Workload", in: "Measure",
            uses: [
                "CCounting", "Bytes", "Compression", "Records", "LogContract", "ReferenceLog",
            ]),
        // 9
        library(
            "Deviants", in: "Judge",
            uses: [
                "Bytes", "Compression", "Messages", "Records", "Transport", "LogContract", "Broker",
                "BrokerServer",
            ]),
        library(
            "Reports", in: "Report", uses: ["Bytes", "LogInspector", "Results", "Workload"]),
        // 10
        tool(
            "assay",
            uses: [
                "Arguments", "Bytes", "Compression", "LogContract", "LogInspector", "Workload",
                "Results", "Transport", "Client", "Broker",
                "BrokerServer",
                "Conformance", "Deviants", "Reports",
            ]),
        tool("generate", uses: []),
        tool(
            "microbench",
            uses: [
                "CBaseline", "Arguments", "Bytes", "Compression", "Messages", "Records", "Results",
                "LogContract", "LogInspector", "Client", "ReferenceLog", "Workload", "Reports",
            ]),

        .target(
            name: "TestSupport", dependencies: ["Bytes"], path: "Tests/TestSupport",
            swiftSettings: settings),
        .target(name: "CAllocation", path: "Tests/CAllocation"),
        tests(of: "Bytes"),
        tests(of: "Records", uses: ["Bytes", "Compression"]),
        tests(of: "ReferenceLog", uses: ["Bytes", "Compression", "Records", "LogContract"]),
        .testTarget(
            name: "LogInteropTests",
            dependencies: [
                "ReferenceLog", "LogContract", "Bytes", "Compression", "Records", "Client",
                "LogInspector", "Messages", "CAllocation", "TestSupport", "assay",
            ], path: "Tests/LogInteropTests", swiftSettings: settings),
        tests(of: "WireText"),
        tests(of: "Workload", uses: ["Bytes", "LogContract", "Records", "ReferenceLog", "assay"]),
        tests(
            of: "Simulator",
            uses: [
                "Bytes", "Compression", "LogContract", "Records", "ReferenceLog", "WireText",
            ]),
        tests(of: "Transport", uses: ["Bytes"]),
        tests(of: "Client", uses: ["Bytes", "Messages", "Records", "Transport"]),
        tests(of: "Messages", uses: ["Bytes", "Compression", "CAllocation"]),
        tests(of: "Compression", uses: ["Bytes"]),
        .testTarget(
            name: "TestSupportTests", dependencies: ["TestSupport"],
            path: "Tests/TestSupportTests", swiftSettings: settings),
        tests(of: "Arguments"),
        tests(of: "Results"),
        tests(of: "Reports", uses: ["Results"]),
        tests(
            of: "Deviants",
            uses: [
                "Bytes", "Messages", "Records", "LogContract", "Broker", "Conformance", "Results",
            ]),
        .testTarget(
            name: "TidyTests", dependencies: ["Results", "TestSupport"], path: "Tests/TidyTests",
            swiftSettings: settings),
        tests(
            of: "BrokerServer",
            uses: [
                "Broker", "Bytes", "Client", "Compression", "Messages", "Records", "Transport",
                "assay",
            ]),
        tests(
            of: "Conformance",
            uses: ["Bytes", "Client", "Compression", "Messages", "Records", "Results", "assay"]),
        tests(
            of: "LogInspector",
            uses: [
                "Bytes", "Compression", "LogContract", "Records", "ReferenceLog", "Results",
                "assay",
            ]),
        tests(of: "Broker", uses: ["Bytes", "LogContract", "Messages", "Records"]),
    ]
)
