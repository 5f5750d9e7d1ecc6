import RealtimeProtocol
import TestSupport

@testable import Diagnosis

extension CallStory {
    func report(_ style: LogStyle = .capture) throws -> Report { try Examiner.examine(kept(as: style)) }

    /// Ids of the findings that stand by themselves, the primary one first.
    func findings(_ style: LogStyle = .capture) throws -> [String] {
        try report(style).findings.filter { $0.refinedBy == nil }.map(\.id)
    }
}

extension Report {
    func indicator(_ id: String) -> IndicatorResult? { indicators.first { $0.id == id } }
}

let dialects: [Dialect] = [.ga, .beta]
