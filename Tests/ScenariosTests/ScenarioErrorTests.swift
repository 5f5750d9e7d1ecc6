// Wrong scenario files: one clear line each, at the place where the mistake is.
import Testing

@testable import Scenarios

struct ScenarioErrorTests {
    /// `line:column: message | hint`
    private func errors(_ bytes: [UInt8]) -> [String] {
        guard case .failure(let failure) = ScenarioFile.parse(bytes, file: "f.yaml") else { return [] }
        return failure.errors.map { "\($0.line):\($0.column): \($0.message)" + ($0.hint.map { " | \($0)" } ?? "") }
    }

    private func errors(_ text: String) -> [String] { errors(Array(text.utf8)) }

    @Test(arguments: [
        ("", ["1:1: the file is empty | start with `title:` and `model:`"]),
        ("# only a remark\n", ["1:1: the file is empty | start with `title:` and `model:`"]),
        (
            "title: a: b",
            [
                "1:9: broken YAML: mapping values are not allowed in this context | a text with `: ` in it needs quotes"
            ]
        ),
        (
            "title: \"open\nabout: x",
            [
                "2:9: broken YAML: found unexpected end of stream (while scanning a quoted scalar that begins in line 1) | a quote is opened and never closed"
            ]
        ),
        (
            "model:\n\trules: []",
            [
                "2:1: broken YAML: found character that cannot start any token (while scanning for the next token that begins in line 2) | indent with spaces; YAML allows no tabs there"
            ]
        ),
        (
            "expect: {verdict: pass\ntitle: x\n",
            [
                "2:6: broken YAML: did not find expected ',' or '}' (while parsing a flow mapping that begins in line 1) | a bracket is not closed before this"
            ]
        ),
        ("title: x\n---\ntitle: y", ["2:1: a second document begins here | one file holds one scenario"]),
        (
            "title: !!python/object x",
            ["1:8: the tag `tag:yaml.org,2002:python/object` means nothing here | leave it out"]
        ),
        ("title: \"x\"\nabout: *x", ["2:8: `*x` is used, but no `&x` stands before it"]),
        ("? {a: b}\n: c\n", ["1:3: a key must be a word, not a mapping"]),
        ("title: x\nabout: y\ntitle: z", ["3:1: `title` is given twice, first in line 1"]),
    ]) func `broken YAML is shown where it breaks`(text: String, expected: [String]) {
        #expect(errors(text) == expected)
    }

    @Test(arguments: [
        ("just text", ["1:1: `scenario` takes a mapping with the keys of `scenario`, not `just text`"]),
        ("[]", ["1:1: `scenario` takes a mapping with the keys of `scenario`, not a list"]),
        ("titel: x", ["1:1: unknown key `titel` in `scenario` | did you mean `title`?"]),
        (
            "carrier: {}",
            [
                "1:1: unknown key `carrier` in `scenario` | `scenario` knows `scenario`, `title`, `about`, `include`, `expect`, `model`, `caller`, `bridge`"
            ]
        ),
        ("title: 404", ["1:8: `title` takes a text, not the number 404 | put it in quotes: \"404\""]),
        ("title: true", ["1:8: `title` takes a text, not true | put it in quotes: \"true\""]),
        ("title:", ["1:7: `title` takes a text, not nothing"]),
        ("title: {a: b}", ["1:8: `title` takes a text, not a mapping"]),
        (
            "scenario: My Scenario",
            [
                "1:11: `scenario` takes an id such as `second-turn-stall`, not `My Scenario` | lower-case letters and digits, joined by single dashes"
            ]
        ),
        (
            "expect:\n  verdict: failed",
            ["2:12: `verdict` takes one of `pass`, `fail`, `incomplete`, not `failed` | did you mean `fail`?"]
        ),
        ("model: {era: 3}", ["1:14: `era` takes one of `ga`, `overlap`, `beta`, not the number 3"]),
        (
            "model:\n  pace: {first-audio: soon}",
            ["2:23: `first-audio` takes a duration such as `500ms`, `5s` or `2m`, not `soon`"]
        ),
        ("model:\n  pace: {chunk: 9s}", ["2:17: `chunk` may be 10ms to 5000ms, not 9000ms"]),
        ("model: {pace: {speed: 0}}", ["1:23: `speed` takes a number from 0.1 to 1000; 0 is none"]),
        ("model: {pace: {speed: 1e999}}", ["1:23: `speed` takes a number from 0.1 to 1000, not `1e999`"]),
        (
            "model: {replies: {say: x}}",
            [
                "1:18: `replies` takes a list, each item a mapping with the keys of `reply`, not a mapping | begin each item with a dash"
            ]
        ),
        ("model:\n  replies:\n    - {turn: 1}", ["3:7: a `reply` needs `say`, `call`, `calls` or `heard`"]),
        ("model: {replies: [{call: {}}]}", ["1:26: `call` needs `name`: a text on one line, at most 64 bytes"]),
        (
            "model: {replies: [{call: {name: x, arguments: 3}}]}",
            ["1:47: `arguments` takes a mapping, or JSON as a text, not the number 3"]
        ),
    ]) func `a wrong key or value is shown with what belongs there`(text: String, expected: [String]) {
        #expect(errors(text) == expected)
    }

    @Test(arguments: [
        ("when: {turn: 1}", ["3:7: a `rule` needs `outcome` or `do`"]),
        ("{outcome: deaf, do: drop}", ["3:7: a `rule` takes only one of `outcome` or `do` | write two rules"]),
        ("{do: drop, probability: 3}", ["3:31: `probability` takes a number from 0 to 1; 3 is none"]),
        (
            "{when: {spoken_trun: 2}, do: drop}",
            ["3:15: unknown key `spoken_trun` in `when` | did you mean `spoken-turn`?"]
        ),
        ("{when: {after-ms: 2}, do: drop}", ["3:15: unknown key `after-ms` in `when` | did you mean `after`?"]),
        (
            "{when: {turn: 0}, do: drop}",
            ["3:21: `turn` takes a number from 1, or a range such as `2..` or `2..4`, not the number 0"]
        ),
        (
            "{when: {turn: 2-4}, do: drop}",
            ["3:21: `turn` takes a number from 1, or a range such as `2..` or `2..4`, not `2-4`"]
        ),
        ("{when: {turn: 4..2}, do: drop}", ["3:21: `turn` ends before it begins: 4..2 | did you mean `2..4`?"]),
        (
            "{when: {event: response.don}, do: drop}",
            ["3:22: unknown event type `response.don` | did you mean `response.done`?"]
        ),
        (
            "{when: {event: response.audio.delta}, do: drop}",
            [
                "3:22: unknown event type `response.audio.delta` | rules use the GA names: `response.output_audio.delta`"
            ]
        ),
        ("{when: {event: start}, do: drop}", ["3:22: `start` never crosses the model leg | write `leg: phone`"]),
        (
            "{when: {event: session.update, direction: down}, do: drop}",
            ["3:22: `session.update` never travels down on the model leg | leave `direction` out"]
        ),
        ("outcome: daef", ["3:16: unknown outcome `daef` | did you mean `deaf`?"]),
        ("outcome: drop", ["3:16: unknown outcome `drop` | it belongs to the other key: `do: drop`"]),
        (
            "do: refuse-upgrade",
            ["3:11: unknown `do` `refuse-upgrade` | it belongs to the other key: `outcome: refuse-upgrade`"]
        ),
        (
            "do: explode",
            [
                "3:11: unknown `do` `explode` | `do` knows `drop`, `delay`, `duplicate`, `reorder`, `replace`, `inject`, `close`, `reset`, `stall`, `silence-audio`, `corrupt-audio`, `rename`, `truncate`, `corrupt-base64`, `odd-bytes`, `wrong-format`, `wrong-rate`, `wrong-ids`, `malformed-frame`, `reserved-bits`, `fragment`, `invalid-utf8`, `oversized-frame`, `ping-flood`, `no-pong`, `half-close`, `slow`"
            ]
        ),
        ("do: delay", ["3:11: `delay` needs parameters | as in `do: {delay: 500ms}`"]),
        ("do: {drop: now}", ["3:18: `drop` takes no parameters | write `do: drop`"]),
        ("do: {drop: , stall: }", ["3:11: `do` takes one word, but 2 are given | one rule for each"]),
        ("do: [drop, stall]", ["3:11: `do` takes one word, not a list | one rule for each"]),
        (
            "do: {close: 1006}",
            [
                "3:19: close code 1006 is reserved and never sent (RFC 6455 7.4.1) | leave `code` out: then no close frame is sent, which clients call 1006"
            ]
        ),
        ("do: {close: 99}", ["3:19: `code` takes a close code from 1000 to 4999; 99 is none"]),
        ("do: {inject: {event: x}}", ["3:20: `inject` needs a `type`, a text"]),
        ("do: {replace: {a..b: 1}}", ["3:22: `a..b` is no dotted path such as `response.status`"]),
        (
            "outcome: {fail-response: }",
            ["3:32: `code` takes a text on one line, at most 100 bytes, not nothing"]
        ),
        (
            "outcome: {fail-response: {type: x}}",
            ["3:32: `fail-response` needs a `code` or a `message` | as in `{fail-response: server_error}`"]
        ),
        (
            "outcome: {fail-response: insufficient_qouta}",
            [
                "3:32: no wording is recorded for the code `insufficient_qouta` | did you mean `insufficient_quota`? With a `message` any code will do"
            ]
        ),
        (
            "outcome: {refuse-update: unknown_parameter}",
            ["3:32: `unknown_parameter` needs `param`: the field that is at fault"]
        ),
        (
            "outcome: {refuse-upgrade: {headers: {\"a b\": x, c: \"1\\r\\n2\"}}}",
            [
                "3:33: `refuse-upgrade` needs `status`: a whole number from 200 to 599",
                "3:44: `a b` is no header name",
                "3:57: `c` holds a line break or another control character",
            ]
        ),
        ("outcome: {refuse-upgrade: 101}", ["3:33: `status` takes a whole number from 200 to 599; 101 is none"]),
    ]) func `a wrong rule is shown with what belongs there`(rule: String, expected: [String]) {
        #expect(errors("model:\n  rules:\n    - \(rule)") == expected)
    }

    @Test func `all errors of a file are told at once, by line`() {
        let text = """
            titel: x
            expect: {verdict: maybe}
            model:
              rules:
                - {do: drop, probability: 2}
                - {outcome: deafness}
            about: 3
            """
        #expect(errors(text).map { $0.prefix(4) } == ["1:1:", "2:19", "5:31", "6:17", "7:8:"])
    }

    @Test func `a file of mistakes is cut after fifty`() {
        #expect(errors((1...200).map { "key-\($0): x" }.joined(separator: "\n")).count == 50)
    }

    @Test func `an error reads as compilers print it, with its hint below`() {
        guard case .failure(let failure) = ScenarioFile.parse(Array("titel: x".utf8), file: "a/b.yaml") else {
            return #expect(Bool(false), "it was accepted")
        }
        #expect(
            failure.description == "a/b.yaml:1:1: unknown key `titel` in `scenario`\n  hint: did you mean `title`?")
    }

    @Test func `what a file holds cannot steer the terminal`() {
        #expect(errors("\"ti\\e[31mtle\\nx\": 1").first?.contains("`ti?[31mtle?x`") == true)
    }

    @Test func `bytes that are no text are shown where they stand`() {
        #expect(
            errors(Array("title: x\nabout: ä".utf8) + [0xFF]) == ["2:9: broken YAML: invalid leading UTF-8 octet"])
        #expect(errors([0x00]) == ["1:1: broken YAML: control characters are not allowed"])
    }
}
