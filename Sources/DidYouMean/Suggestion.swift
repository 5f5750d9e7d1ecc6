/// The word that was probably meant: for options, commands, keys, outcomes, event types and ids alike.
package func suggest(_ word: String, among candidates: [String]) -> String? {
    let written = normalised(word)
    // Nobody mistypes a sentence, and the distance costs the product of the lengths.
    guard !written.isEmpty, written.count <= 64 else { return nil }
    let near = candidates.compactMap { candidate -> (distance: Int, word: String)? in
        let wanted = normalised(candidate)
        let distance = editDistance(written, wanted)
        let isPart =
            min(written.count, wanted.count) >= 3 && (written.starts(with: wanted) || wanted.starts(with: written))
        guard distance <= max(1, min(written.count, wanted.count) / 3) || isPart else { return nil }
        return (distance, candidate)
    }
    return near.min { $0.distance < $1.distance }?.word
}

/// Case and the choice between `_`, ` ` and `-` are never what somebody got wrong in meaning.
private func normalised(_ word: String) -> [UInt8] {
    word.lowercased().utf8.map { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: " ") ? UInt8(ascii: "-") : $0 }
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in 1...left.count {
        var row = [i]
        row.reserveCapacity(right.count + 1)
        for j in 1...right.count {
            let same = left[i - 1] == right[j - 1]
            var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
            if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                best = min(best, beforeLast[j - 2] + 1)
            }
            row.append(best)
        }
        beforeLast = last
        last = row
    }
    return last[right.count]
}
