// SPDX-License-Identifier: Apache-2.0

package import Results

extension MachineEnvironment {
    /// This machine, as the kernel and the distribution describe it.
    package static func capture() -> MachineEnvironment {
        let cpuinfo = SystemFile.text("/proc/cpuinfo") ?? ""
        let release = SystemFile.text("/etc/os-release") ?? ""
        let memory = SystemFile.value(
            of: "MemTotal", separator: ":", in: SystemFile.text("/proc/meminfo") ?? "")
        let kibibytes = memory.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
        return MachineEnvironment(
            cpu: SystemFile.value(of: "model name", separator: ":", in: cpuinfo) ?? "unknown",
            cores: cores, memoryBytes: kibibytes * 1024,
            kernel: SystemFile.text("/proc/sys/kernel/osrelease")?.firstLine ?? "unknown",
            operatingSystem: SystemFile.value(of: "PRETTY_NAME", separator: "=", in: release)
                ?? "unknown",
            architecture: architecture)
    }

    /// The cores this process may run on, from the mask the kernel shows as hexadecimal digits.
    private static var cores: Int {
        let status = SystemFile.text("/proc/self/status") ?? ""
        let mask = SystemFile.value(of: "Cpus_allowed", separator: ":", in: status) ?? ""
        let digits = mask.compactMap { $0.hexDigitValue?.nonzeroBitCount }
        return max(1, digits.reduce(0, +))
    }

    private static var architecture: String {
        #if arch(x86_64)
        "x86_64"
        #elseif arch(arm64)
        "aarch64"
        #else
        "other"
        #endif
    }
}

extension String {
    fileprivate var firstLine: String { String(prefix { $0 != "\n" }) }
}
