package import JSONText

/// What many reports come to. Summaries merge in any order and grouping to the same one, so shards may be summed up apart: all in it
/// is a count, a smallest, a largest, or the first few names of a sorted list.
package struct VerdictSummary: Sendable, Equatable {
    /// Version of its JSON.
    package static let version = 1

    /// How often a failure mode was seen.
    package struct Mode: Sendable, Equatable {
        /// Reports in which it is the primary finding, and in which it stands at all.
        package var primary = 0
        package var seen = 0
        /// Of those where it is primary, else of any: the first few in alphabetical order.
        package var examples: [String] = []
    }

    package struct Question: Sendable, Equatable {
        package var pass = 0
        package var fail = 0
        package var open = 0
    }

    package var pass = 0
    package var fail = 0
    package var incomplete = 0
    package var calls = 0
    package var turns = 0
    package var answered = 0
    package var modes: [String: Mode] = [:]
    package var questions: [String: Question] = [:]
    /// By what was measured: ``latencyNames``.
    package var latencies: [String: LatencySketch] = [:]
    /// Files that could not be examined.
    package var unreadable = 0
    package var unreadableExamples: [String] = []

    package var reports: Int { pass + fail + incomplete }

    /// Keys of a turn in `report.json`, and what they are called here.
    package static let latencyNames: [(key: String, name: String)] = [
        ("latencyMs", "end of speech to first audio"), ("voiceToVoiceMs", "voice to voice on the telephone"),
        ("appendMs", "caller to append, the bridge alone"), ("sendMs", "delta to carrier, the bridge alone"),
    ]
    private static let mostExamples = 3

    package init() {}

    // MARK: Adding

    /// - Parameters:
    ///   - report: A `report.json`.
    ///   - name: Of the capture.
    /// - Returns: False, and nothing is added, when it is none.
    package mutating func add(report: JSON, name: String) -> Bool {
        guard report["report"]?.integer != nil, let verdict = report["verdict"]?.string else { return false }
        switch verdict {
        case "pass": pass += 1
        case "fail": fail += 1
        case "incomplete": incomplete += 1
        default: return false
        }
        let turnList = report["turns"]?.array ?? []
        calls += max(report["calls"]?.array?.count ?? 0, 1)
        turns += turnList.count
        answered += turnList.count { $0["missing"]?.isNull ?? true }
        let primary = report["primary"]?.string
        for id in Set((report["findings"]?.array ?? []).compactMap { $0["id"]?.string }) {
            var mode = Mode(primary: id == primary ? 1 : 0, seen: 1)
            mode.examples = [name]
            modes[id, default: Mode()].merge(mode, most: Self.mostExamples)
        }
        for indicator in report["indicators"]?.array ?? [] {
            guard let id = indicator["id"]?.string else { continue }
            switch indicator["result"]?.string {
            case "pass": questions[id, default: Question()].pass += 1
            case "fail": questions[id, default: Question()].fail += 1
            default: questions[id, default: Question()].open += 1
            }
        }
        for turn in turnList {
            for latency in Self.latencyNames {
                guard let value = turn[latency.key]?.number else { continue }
                latencies[latency.key, default: LatencySketch()].add(value)
            }
        }
        return true
    }

    package mutating func addUnreadable(_ name: String) {
        unreadable += 1
        unreadableExamples = Self.first(unreadableExamples + [name])
    }

    package mutating func merge(_ other: VerdictSummary) {
        pass += other.pass
        fail += other.fail
        incomplete += other.incomplete
        calls += other.calls
        turns += other.turns
        answered += other.answered
        unreadable += other.unreadable
        unreadableExamples = Self.first(unreadableExamples + other.unreadableExamples)
        modes.merge(other.modes) { left, right in
            var merged = left
            merged.merge(right, most: Self.mostExamples)
            return merged
        }
        questions.merge(other.questions) {
            Question(pass: $0.pass + $1.pass, fail: $0.fail + $1.fail, open: $0.open + $1.open)
        }
        latencies.merge(other.latencies) { left, right in
            var merged = left
            merged.merge(right)
            return merged
        }
    }

    fileprivate static func first(_ names: [String]) -> [String] { Array(Set(names).sorted().prefix(mostExamples)) }

    /// Most first; of equals in alphabetical order.
    package var ranked: [(id: String, mode: Mode)] {
        modes.sorted {
            ($1.value.primary, $1.value.seen, $0.key) < ($0.value.primary, $0.value.seen, $1.key)
        }.map { ($0.key, $0.value) }
    }
}

extension VerdictSummary.Mode {
    fileprivate mutating func merge(_ other: VerdictSummary.Mode, most: Int) {
        primary += other.primary
        seen += other.seen
        examples = VerdictSummary.first(examples + other.examples)
    }
}

extension VerdictSummary {
    /// `{"summary":1,"reports":…,"pass":…,"modes":{…},"latencies":{…}}`: what ``init(json:)`` reads, and percentiles for people.
    package var json: JSON {
        func object<Value>(_ values: [String: Value], _ each: (Value) -> JSON) -> JSON {
            .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, each($0.value)) }))
        }
        return [
            "summary": JSON(Self.version), "reports": JSON(reports), "pass": JSON(pass), "fail": JSON(fail),
            "incomplete": JSON(incomplete), "calls": JSON(calls), "turns": JSON(turns), "answered": JSON(answered),
            "unreadable": JSON(unreadable), "unreadableExamples": JSON(unreadableExamples),
            "modes": object(modes) {
                ["primary": JSON($0.primary), "seen": JSON($0.seen), "examples": JSON($0.examples)]
            },
            "questions": object(questions) {
                ["pass": JSON($0.pass), "fail": JSON($0.fail), "notExamined": JSON($0.open)]
            },
            "latencies": object(latencies) { sketch in
                [
                    "p50": Self.number(sketch.percentile(0.5)), "p90": Self.number(sketch.percentile(0.9)),
                    "p95": Self.number(sketch.percentile(0.95)), "p99": Self.number(sketch.percentile(0.99)),
                    "max": Self.number(sketch.maximum), "sketch": sketch.json,
                ]
            },
        ]
    }

    private static func number(_ value: Double?) -> JSON { value.map { JSON(($0 * 10).rounded() / 10) } ?? .null }

    /// Why a JSON document is no summary that can be merged.
    package enum ReadingError: Error, Sendable, Equatable {
        case newerVersion(Int)
        case damaged(String)
    }

    /// - Returns: Nil when it is no summary at all.
    package init?(json: JSON) throws(ReadingError) {
        guard let version = json["summary"]?.integer else { return nil }
        guard version <= Self.version else { throw .newerVersion(version) }
        func count(_ json: JSON, _ key: String) throws(ReadingError) -> Int {
            guard let value = json[key]?.integer, (0...1 << 40).contains(value) else { throw .damaged(key) }
            return value
        }
        func names(_ json: JSON?) -> [String] { Self.first(json?.array?.compactMap(\.string) ?? []) }
        pass = try count(json, "pass")
        fail = try count(json, "fail")
        incomplete = try count(json, "incomplete")
        calls = try count(json, "calls")
        turns = try count(json, "turns")
        answered = try count(json, "answered")
        unreadable = try count(json, "unreadable")
        unreadableExamples = names(json["unreadableExamples"])
        for member in json["modes"]?.object?.members ?? [] {
            modes[member.key] = Mode(
                primary: try count(member.value, "primary"), seen: try count(member.value, "seen"),
                examples: names(member.value["examples"]))
        }
        for member in json["questions"]?.object?.members ?? [] {
            questions[member.key] = Question(
                pass: try count(member.value, "pass"), fail: try count(member.value, "fail"),
                open: try count(member.value, "notExamined"))
        }
        for member in json["latencies"]?.object?.members ?? [] {
            guard let sketch = member.value["sketch"].flatMap({ LatencySketch(json: $0) }) else {
                throw .damaged("latencies.\(member.key)")
            }
            latencies[member.key] = sketch
        }
    }
}
