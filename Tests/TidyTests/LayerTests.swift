// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The arrows of the house: a target imports only targets of a smaller row.
struct LayerTests {
    static let rows: [[String]] = [
        [
            "CSystem", "CCounting", "CFiles", "CUV", "CZlib", "CZstd", "CLZ4", "CSnappy",
            "COpenSSL", "CYAML",
            "CBaseline",
        ],
        ["Bytes", "Arguments"],
        ["Compression", "Messages"],
        ["Records", "WireText", "Results", "Transport"],
        ["LogContract", "Client"],
        ["ReferenceLog", "Simulator", "Producer", "Consumer"],
        ["Broker", "Cluster", "Checkers", "LogInspector"],
        ["BrokerServer"],
        ["Conformance", "Torture", "Workload"],
        ["Deviants", "Comparison", "Reports"],
        ["assay", "microbench", "generate"],
    ]

    /// Arrows that the rows would allow and the house does not.
    static let forbidden: [String: Set<String>] = [
        "Conformance": ["Broker", "Cluster", "BrokerServer", "ReferenceLog"],
        "Simulator": ["Transport", "ReferenceLog"],
        "LogInspector": ["ReferenceLog"],
    ]

    /// Modules from outside the house.
    static let outside: Set<String> = ["Glibc", "Synchronization", "Foundation", "Dispatch"]

    /// Where Foundation and Dispatch may be imported.
    static let districtsWithFoundation: Set<String> = ["Tool", "Report"]

    static func row(of target: String) -> Int? { rows.firstIndex { $0.contains(target) } }

    @Test func `every target stands in the table and in its folder`() {
        #expect(Manifest.targets.count > 15, "the manifest was not understood")
        for target in Manifest.targets {
            #expect(Self.row(of: target.name) != nil, "\(target.name) has no row")
            let hasFiles = !PackageRoot.files(below: target.folder, suffix: "").isEmpty
            #expect(hasFiles, "\(target.folder) is empty")
        }
        let folders = Manifest.targets.map { $0.folder + "/" }
        for file in SourceFile.all where file.path.hasPrefix("Sources/") {
            #expect(
                folders.contains { file.path.hasPrefix($0) }, "\(file.path) belongs to no target")
        }
    }

    @Test(arguments: Manifest.targets.map(\.name))
    func `imports point downwards`(name: String) throws {
        let target = try #require(Manifest.target(named: name))
        let row = try #require(Self.row(of: name))
        for file in target.files {
            for module in file.imports where !Self.outside.contains(module) {
                guard let other = Self.row(of: module) else {
                    Issue.record("\(file.path) imports \(module), which the house does not know")
                    continue
                }
                #expect(other < row, "\(file.path) imports \(module), which is not below \(name)")
                #expect(
                    Self.forbidden[name]?.contains(module) != true,
                    "\(file.path) must not import \(module)")
            }
        }
    }

    @Test(arguments: Manifest.targets.map(\.name))
    func `the manifest names exactly what is imported`(name: String) throws {
        let target = try #require(Manifest.target(named: name))
        let imported = target.files.reduce(into: Set<String>()) { $0.formUnion($1.imports) }
        // A target of C has no imports to compare.
        guard !imported.isEmpty else { return }
        let ours = imported.subtracting(Self.outside)
        let unused = target.uses.subtracting(ours).sorted()
        let undeclared = ours.subtracting(target.uses).sorted()
        #expect(unused.isEmpty, "\(name) declares and never imports \(unused)")
        #expect(undeclared.isEmpty, "\(name) imports and does not declare \(undeclared)")
    }

    @Test func `a system library is imported by one target only`() {
        for library in Manifest.targets where library.isSystemLibrary {
            let users = Manifest.targets.filter { target in
                target.files.contains { $0.imports.contains(library.name) }
            }
            #expect(users.count == 1, "\(library.name) is imported by \(users.map(\.name))")
        }
    }

    @Test func `Foundation and Dispatch stay at the edge`() {
        for target in Manifest.targets where !Self.districtsWithFoundation.contains(target.district)
        {
            for file in target.files {
                for module in ["Foundation", "Dispatch"] {
                    #expect(!file.imports.contains(module), "\(file.path) imports \(module)")
                }
            }
        }
    }

    @Test func `no package comes from elsewhere and no flag is unsafe`() {
        #expect(!Manifest.text.contains(".package("))
        #expect(!Manifest.text.contains("unsafe" + "Flags"))
        #expect(Manifest.text.contains(".treatAllWarnings(as: .error)"))
    }
}
