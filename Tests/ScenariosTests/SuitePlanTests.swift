// A plan for a suite: what is read, what is refused and where.
import Foundation
import JSONText
import TestSupport
import Testing

@testable import Scenarios

struct SuitePlanTests {
    private func plan(_ text: String) throws -> SuitePlan {
        try SuitePlanFile.parse(Array(text.utf8), file: "plans/nightly.yaml").get()
    }

    private func errors(_ text: String) -> [String] {
        guard case .failure(let errors) = SuitePlanFile.parse(Array(text.utf8), file: "p.yaml") else { return [] }
        return errors.errors.map { "\($0)" + ($0.hint.map { " (\($0))" } ?? "") }
    }

    @Test func `defaults hold where a case does not say otherwise, and tags add up`() throws {
        let plan = try plan(
            """
            title: at night
            defaults: {seed: 7, timeout: 90s, tags: [night]}
            cases:
              - scenario: all
                except: [session-expired]
              - scenario: healthy
                name: healthy-fast
                rate: 8
                calls: 10
                repeat: 3
                seed: 9
                tags: [load]
                expect: {verdict: pass}
              - scenario: mine/no-clear.yaml
                skip: waits for a fix
            """)
        #expect(plan.id == "nightly")
        #expect(plan.bridge == nil)
        #expect(
            plan.entries == [
                .init(
                    line: 4, scenario: "all", except: ["session-expired"],
                    settings: .init(seed: 7, timeoutMs: 90_000, tags: ["night"])),
                .init(
                    line: 6, scenario: "healthy", name: "healthy-fast", expect: .init(verdict: "pass"),
                    settings: .init(
                        seed: 9, calls: 10, rate: 8, timeoutMs: 90_000, repeats: 3, tags: ["night", "load"])),
                .init(
                    line: 14, scenario: "mine/no-clear.yaml", skip: "waits for a fix",
                    settings: .init(seed: 7, timeoutMs: 90_000, tags: ["night"])),
            ])
    }

    @Test func `a bridge says how it is started and where it is reached`() throws {
        let plan = try plan(
            """
            plan: mine
            bridge:
              run: python main.py --port {port}
              stream: ws://127.0.0.1:{port}/media-stream
              intercept: auto
              env:
                - PORT={port}
                - LOG=1
              listen-timeout: 2m
              insecure: true
              keep: true
            cases: [{scenario: healthy}]
            """)
        #expect(
            plan.bridge
                == PlannedBridge(
                    run: "python main.py --port {port}",
                    entrance: .init("stream", "ws://127.0.0.1:{port}/media-stream"),
                    options: [
                        .init("insecure"), .init("env", "PORT={port}"), .init("env", "LOG=1"),
                        .init("intercept", "auto"), .init("listen-timeout", "120000ms"),
                    ], keep: true))
        let filled = plan.bridge?.with(port: 5051)
        #expect(filled?.run == "python main.py --port 5051")
        #expect(filled?.entrance.value == "ws://127.0.0.1:5051/media-stream")
        #expect(filled?.options[1] == .init("env", "PORT=5051"))
        #expect(plan.bridge?.hasPortPlaceholder == true)
        #expect(filled?.hasPortPlaceholder == false)
    }

    @Test(arguments: [
        (
            "cases: []\nbridge: {run: x}",
            "p.yaml:2:9: a `bridge` needs `stream`, `webhook`, `plain` or `model-only`"
        ),
        ("plan: p", "p.yaml:1:1: `plan` needs `cases`: a list, each item a mapping with the keys of `case`"),
        (
            "cases:\n  - scenaro: healthy",
            "p.yaml:2:5: unknown key `scenaro` in `case` (did you mean `scenario`?)"
        ),
        (
            "cases:\n  - {scenario: a, repeat: 0}",
            "p.yaml:2:27: `repeat` takes a whole number from 1 to 1000; 0 is none"
        ),
        (
            "cases:\n  - {scenario: a, expect: {verdict: passs}}",
            "p.yaml:2:37: `verdict` takes one of `pass`, `fail`, `incomplete`, not `passs` (did you mean `pass`?)"
        ),
        (
            "cases: [{scenario: a}]\nbridge: {stream: a, keep: yes}",
            "p.yaml:2:27: `keep` takes `true` or `false`, not `yes`"
        ),
    ])
    func `what is wrong is said with its place`(text: String, message: String) {
        #expect(errors(text).contains(message), "\(errors(text))")
    }

    @Test func `the committed schema is made from the decoder's table`() {
        let schema = ScenarioSchema.plan.pretty + "\n"
        #expect(Goldens.difference(schema, from: "Fixtures/Suites/plan.schema.json") == nil)
    }

    @Test func `the manual's tables are made from it too, and its examples are plans`() throws {
        let manual = "Documentation/suites.md"
        let text = try String(contentsOf: Fixtures.repository.appending(path: manual), encoding: .utf8)
        var rest = text[...]
        var rebuilt = ""
        for table in ScenarioManual.planTables {
            let opening = try #require(rest.range(of: "<!-- table: \(table.name) -->\n"), "no table \(table.name)")
            rebuilt += rest[..<opening.upperBound] + table.markdown + "\n"
            rest = rest[opening.upperBound...]
            let closing = try #require(rest.range(of: "<!-- end -->"))
            rest = rest[closing.lowerBound...]
        }
        #expect(Goldens.difference(rebuilt + rest, from: manual) == nil)
        let blocks = text.components(separatedBy: "```").enumerated()
            .filter { $0.offset % 2 == 1 && $0.element.hasPrefix("yaml\n") }.map { $0.element.dropFirst(5) }
        #expect(blocks.count >= 1)
        for block in blocks { #expect(errors(String(block)) == []) }
    }

    @Test func `the plans of the library are plans`() throws {
        for name in try Fixtures.names(in: "Suites") where name.hasSuffix(".yaml") {
            let parsed = SuitePlanFile.parse(try Fixtures.bytes("Suites/\(name)"), file: name)
            #expect(throws: Never.self) { try parsed.get() }
        }
    }
}
