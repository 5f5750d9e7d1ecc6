import Testing

@testable import Scenarios

struct TextPatternTests {
    @Test(arguments: [
        ("weather", "What is the WEATHER like?", true), ("^what", "What is it?", true), ("^is", "What is it?", false),
        ("it\\?$", "What is it?", true), ("colou?r", "The color is red.", true), ("(cat|dog)s", "two dogs", true),
        ("(cat|dog)s", "two dog", false), ("\\bcat\\b", "concatenate", false), ("\\bcat\\b", "the cat.", true),
        ("\\d{3}-\\d{4}", "call 555-0100 now", true), ("\\d{3}-\\d{4}", "call 55-0100", false),
        ("a{2,3}b", "aaab", true), ("xa{2,3}b", "xaaaab", false), ("a{2,}b", "aaaaab", true), ("x{0}y", "y", true),
        ("[a-c]+[^0-9]", "abc!", true), ("[a-c]+[^0-9 a-c]", "abc1", false), ("[]x]", "a]b", true),
        ("[\\d,]+ euros", "1,200 euros", true), ("grüße", "GRÜSSE und GRÜßE", true),
        ("\\w+@\\w+", "bücher@laden", true),
        (".*", "", true), ("a|", "zzz", true), ("(?:ab)+$", "xabab", true), ("\\.", "no dot", false),
        ("a.c", "a\nc", false), ("\\S\\s\\S", "a b", true), ("", "anything", true), ("{x}", "a {x} b", true),
        ("^$", "", true), ("^$", "x", false), ("東京", "東京タワー", true),
    ])
    func `a text is like a pattern, or it is not`(pattern: String, text: String, isLike: Bool) throws {
        #expect(try TextPattern(pattern).matches(text) == isLike)
    }

    @Test(arguments: ["((((){1000}){1000}){1000}){1000}", "((((a{0}){1000}){1000}){1000}){1000}b"])
    func `nothing a thousand times, a thousand times over, is nothing`(pattern: String) throws {
        #expect(try TextPattern(pattern).matches("b"))
    }

    @Test(arguments: [
        ("(a", "has a \"(\" without a \")\""), ("a)", "has a \")\" without a \"(\""),
        ("[a", "has a \"[\" without a \"]\""),
        ("*a", "has a \"*\" with nothing before it"), ("a**", "repeats a repetition"),
        ("(a)\\1", "refers back to a group, which is not known here"),
        ("(?=a)", "has a group of a kind that is not known here: only (…) and (?:…) are"),
        ("a\\", "ends with a backslash"), ("[z-a]", "has a range that ends before it begins"),
        ("a{3,2}", "has a count that ends before it begins"), ("a{2000}", "repeats something more than 1000 times"),
        ("((a{99}){99}){99}", "is too long when its counts are written out"),
        ("\\q", "has \"\\q\", which is not known here"),
        ("^*", "repeats a place that has no length"),
    ])
    func `what cannot be read is told`(pattern: String, problem: String) {
        #expect(throws: TextPatternError(problem: problem)) { try TextPattern(pattern) }
    }

    @Test(arguments: ["(a+)+$", "(a|a)+$", "(a|aa)+$", "(.*)(.*)(.*)(.*)x", "(a?){50}a{50}x"])
    func `what keeps others busy for ever ends at once`(pattern: String) throws {
        let text = String(repeating: "a", count: 19_000) + "!"
        #expect(try TextPattern(pattern).matches(text) == false)
    }

    @Test func `groups without end are refused, not followed`() {
        let deep = String(repeating: "(", count: 400) + String(repeating: ")", count: 400)
        #expect(throws: TextPatternError(problem: "has groups more than 50 deep")) { try TextPattern(deep) }
        let wide = String(repeating: "a|", count: 600)
        #expect(throws: TextPatternError(problem: "is longer than 1000 letters")) { try TextPattern(wide) }
    }

    @Test func `a scenario with a bad pattern says where`() {
        let file = "model:\n  replies:\n    - {matching: '(weather', say: Sunny.}\n"
        guard case .failure(let failure) = ScenarioFile.parse(Array(file.utf8), file: "s.yaml") else {
            Issue.record("was read")
            return
        }
        #expect(failure.errors.map(\.message) == ["the pattern of `matching` has a \"(\" without a \")\""])
        #expect(failure.errors.first?.line == 3)
    }
}
