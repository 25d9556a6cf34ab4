// SPDX-License-Identifier: Apache-2.0

/// A file: what readers see, what is on the medium, and which sectors differ.
struct FileNode {
    /// Bytes that are written together or not at all.
    static let sectorBytes = 512

    private(set) var content: [UInt8] = []
    private(set) var durable: [UInt8] = []
    private var dirtySectors: Set<Int> = []
    private var isSizeDirty = false
    var modifiedMillis: Int64
    /// Bits that every read finds flipped, by position; the content is as it was.
    var flips: [Int: UInt8] = [:]

    init(modifiedMillis: Int64) { self.modifiedMillis = modifiedMillis }

    mutating func write(_ bytes: some Collection<UInt8>, at position: Int) {
        guard !bytes.isEmpty else { return }
        let end = position + bytes.count
        if end > content.count { resize(to: end) }
        content.replaceSubrange(position..<end, with: bytes)
        markDirty(position..<end)
    }

    mutating func resize(to size: Int) {
        guard size != content.count else { return }
        markDirty(min(size, content.count)..<max(size, content.count))
        if size < content.count {
            content.removeSubrange(size...)
        } else {
            content.append(contentsOf: repeatElement(0, count: size - content.count))
        }
        isSizeDirty = true
    }

    private mutating func markDirty(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let last = (range.upperBound - 1) / Self.sectorBytes
        dirtySectors.formUnion(range.lowerBound / Self.sectorBytes...last)
    }

    /// Content and size are on the medium.
    mutating func sync() {
        durable = image(size: content.count, sectors: dirtySectors)
        forgetDirty()
    }

    /// A sync that failed: the kernel takes the pages for clean, the medium never saw them.
    mutating func forgetDirty() {
        dirtySectors = []
        isSizeDirty = false
    }

    /// Content that an outsider put there, durable at once.
    mutating func overwrite(with bytes: [UInt8]) {
        content = bytes
        durable = bytes
        forgetDirty()
    }

    /// The power goes: any of the dirty sectors are there, and any of the sizes.
    mutating func losePower(_ choices: inout PowerLossChoices) {
        var size = durable.count
        if isSizeDirty {
            switch choices.pick(3, losing: 0, keeping: 1) {
            case 0: break
            case 1: size = content.count
            default:
                let low = min(durable.count, content.count)
                let high = max(durable.count, content.count)
                size = low + choices.pick(high - low + 1, losing: 0, keeping: 0)
            }
        }
        var kept: Set<Int> = []
        for sector in dirtySectors.sorted() where choices.keeps() { kept.insert(sector) }
        overwrite(with: image(size: size, sectors: kept))
    }

    /// `size` bytes as on the medium, with the content of `sectors` written over them.
    private func image(size: Int, sectors: Set<Int>) -> [UInt8] {
        var bytes = durable
        if size < bytes.count {
            bytes.removeSubrange(size...)
        } else {
            bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
        }
        for sector in sectors {
            let start = sector * Self.sectorBytes
            let end = min(start + Self.sectorBytes, size, content.count)
            guard start < end else { continue }
            bytes.replaceSubrange(start..<end, with: content[start..<end])
        }
        return bytes
    }
}
