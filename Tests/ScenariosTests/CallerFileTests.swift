// Every key and every word of a `caller:` section, with the value it becomes, and its mistakes.
import Testing

@testable import Scenarios

struct CallerFileTests {
    private func caller(_ text: String) throws -> CallerPlan {
        try ScenarioFile.parse(Array(text.utf8), file: "f.yaml").get().caller
    }

    private func steps(_ text: String) throws -> [CallerStep] { try caller("caller: {script: [\(text)]}").steps }

    private func errors(_ text: String) -> [String] {
        guard case .failure(let failure) = ScenarioFile.parse(Array(text.utf8), file: "f.yaml") else { return [] }
        return failure.errors.map { "\($0.line):\($0.column): \($0.message)" + ($0.hint.map { " | \($0)" } ?? "") }
    }

    @Test func `a file without a caller has the default one`() throws {
        #expect(try caller("title: x") == CallerPlan())
        #expect(try caller("caller: {}") == CallerPlan())
        #expect(CallerPlan().steps.last == .hangUp)
    }

    @Test func `every key arrives`() throws {
        let plan = try caller(
            """
            caller:
              stream: listen-only
              from: "+4930123"
              to: "+4930124"
              parameters: {agent: a1, "name of caller": Zoë}
              start-after: 1.8s
              line: {noise: -60, echo: -20, gain: 3}
              network: {jitter: 40ms, loss: 0.02, stalls: [{at: 5s, for: 2s}], reconnect: 20s}
              limit: 2m
              script: []
            """)
        #expect(
            plan
                == CallerPlan(
                    stream: .listenOnly, from: "+4930123", to: "+4930124",
                    parameters: [("agent", "a1"), ("name of caller", "Zoë")], startDelayMs: 1_800,
                    line: .init(noiseLevel: -60, echoLevel: -20, gain: 3),
                    network: .init(
                        jitterMs: 40, loss: 0.02, stalls: [.init(atMs: 5_000, forMs: 2_000)], reconnectAfterMs: 20_000),
                    steps: [], limitMs: 120_000))
    }

    @Test(arguments: [
        ("wait: greeting", CallerStep.wait(.greeting(withinMs: 5_000))),
        ("wait: {reply: 20s}", .wait(.reply(withinMs: 20_000))),
        ("wait: {silence: {for: 2s, within: 10s}}", .wait(.silence(forMs: 2_000, withinMs: 10_000))),
        ("wait: {silence: 2s}", .wait(.silence(forMs: 2_000, withinMs: 30_000))),
        ("say: Hello there", .say(.text("Hello there"))),
        ("say: {utterance: caller-hello}", .say(.utterance("caller-hello"))),
        ("say: {file: night/hello.wav}", .say(.file("night/hello.wav"))),
        ("pause: 1.5s", .pause(ms: 1_500)),
        ("interrupt", .interrupt(afterMs: 1_000, .text("Wait, stop please."), withinMs: 15_000)),
        ("interrupt: 800ms", .interrupt(afterMs: 800, .text("Wait, stop please."), withinMs: 15_000)),
        (
            "interrupt: {after: 2s, utterance: caller-stop, within: 5s}",
            .interrupt(afterMs: 2_000, .utterance("caller-stop"), withinMs: 5_000)
        ),
        ("press: \"12#*A\"", .press(digits: "12#*A")),
        ("noise", .noise(kind: .white, level: -30, ms: 1_000)),
        ("noise: {kind: hum, level: -45, for: 5s}", .noise(kind: .hum, level: -45, ms: 5_000)),
        ("expect: speech", .expect(.speech(withinMs: 5_000))),
        ("expect: {silence: {for: 2s}}", .expect(.silence(forMs: 2_000, withinMs: 30_000))),
        ("expect: {no-speech: 3s}", .expect(.noSpeech(forMs: 3_000))),
        ("expect: {mark: {name: end}}", .expect(.mark(name: "end", withinMs: 5_000))),
        ("expect: {mark: 2s}", .expect(.mark(name: nil, withinMs: 2_000))),
        ("expect: {clear: 500ms}", .expect(.clear(withinMs: 500))),
        ("expect: close", .expect(.close(withinMs: 10_000))),
        ("hang-up", .hangUp),
    ]) func `every step becomes its value`(text: String, step: CallerStep) throws {
        let item = text.contains(":") ? "{\(text)}" : text
        #expect(try steps(item) == [step])
    }

    @Test(arguments: [
        ("caller: {scrip: []}", "1:10: unknown key `scrip` in `caller` | did you mean `script`?"),
        (
            "caller:\n  script:\n    - hangup",
            "3:7: unknown step `hangup` | did you mean `hang-up`?"
        ),
        (
            "caller:\n  script:\n    - say",
            "3:7: `say` needs parameters | as in `- {say: \"Hello, can you hear me?\"}`"
        ),
        (
            "caller:\n  script:\n    - {say: hi, wait: reply}",
            "3:7: `step` takes one word, but 2 are given | begin each with a dash"
        ),
        (
            "caller:\n  script:\n    - say: {text: a, file: b.wav}",
            "3:12: a `say` takes only one of `text`, `utterance` or `file`"
        ),
        (
            "caller:\n  script:\n    - interrupt: {text: a, file: b.wav}",
            "3:18: `interrupt` takes only one of `text`, `utterance` or `file`"
        ),
        ("caller:\n  script:\n    - wait: replay", "3:13: unknown wait `replay` | did you mean `reply`?"),
        (
            "caller:\n  script:\n    - press: 12",
            "3:14: `digits` takes keys of a telephone in quotes, such as `\"12#\"`, not the number 12 | put it in quotes: \"12\""
        ),
        (
            "caller:\n  script:\n    - press: \"12x\"",
            "3:14: `digits` takes keys of a telephone in quotes, such as `\"12#\"`, not the text \"12x\""
        ),
        ("caller: {network: {loss: 2}}", "1:26: `loss` takes a number from 0 to 1; 2 is none"),
        (
            "caller: {network: {stalls: [{at: 1s}]}}",
            "1:29: `stall` needs `for`: a duration such as `500ms`, `5s` or `2m`"
        ),
        ("caller: {parameters: {\"\": x}}", "1:23: `` is no name of at most 499 bytes"),
        (
            "caller: {stream: bidi}",
            "1:18: `stream` takes one of `bidirectional`, `listen-only`, not `bidi` | did you mean `bidirectional`?"
        ),
    ]) func `a mistake is shown where it is`(text: String, error: String) { #expect(errors(text) == [error]) }
}
