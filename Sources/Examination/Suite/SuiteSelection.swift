import DidYouMean
import Scenarios

/// Which cases of a plan are run: by words, and by shard.
package struct SuiteSelection: Sendable, Equatable {
    /// Names, scenario ids or tags; empty: all.
    package var only: [String]
    package var skip: [String]
    package var shard: Shard?

    /// Part `index` of `count`, from 1.
    package struct Shard: Sendable, Equatable {
        package var index: Int
        package var count: Int

        /// `2/5`
        package init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1, (1...count).contains(index)
            else { return nil }
            self.index = index
            self.count = count
        }

        package var text: String { "\(index)/\(count)" }
    }

    package init(only: [String] = [], skip: [String] = [], shard: Shard? = nil) {
        self.only = only
        self.skip = skip
        self.shard = shard
    }

    /// A word that names nothing is a mistake, for a suite that silently runs less than was meant is green for nothing.
    ///
    /// - Returns: The first such word, and the nearest one that does.
    package func unknownWord(in cases: [PlannedCase]) -> (word: String, near: String?)? {
        let known = Set(cases.flatMap(Self.words))
        guard let word = (only + skip).first(where: { !known.contains($0) }) else { return nil }
        return (word, suggest(word, among: known.sorted()))
    }

    /// Shards take turns, so that the slow neighbours of a plan are spread over all of them.
    package func select(from cases: [PlannedCase]) -> [PlannedCase] {
        let chosen = cases.filter { each in
            let words = Self.words(each)
            return (only.isEmpty || only.contains(where: words.contains)) && !skip.contains(where: words.contains)
        }
        guard let shard else { return chosen }
        return chosen.enumerated().filter { $0.offset % shard.count == shard.index - 1 }.map(\.element)
    }

    private static func words(_ each: PlannedCase) -> Set<String> {
        Set([each.name, each.scenario.id] + each.tags)
    }
}
