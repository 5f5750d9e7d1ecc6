import Testing

@testable import Examination

struct DotEnvTests {
    @Test(arguments: [
        ("A=b", "b"), ("  A = b  ", "b"), ("export A=b", "b"), ("A=", ""), ("A=b=c", "b=c"),
        ("A=\"b c\"", "b c"), ("A='b c'", "b c"), ("A=\"b\" # said \"so\"", "b"), ("A=b # why", "b"), ("A=b#c", "b#c"),
        ("A=\"two\\nlines\"", "two\nlines"), ("A='two\\nlines'", "two\\nlines"), ("A=\"open", "\"open"),
        ("A=$HOME", "$HOME"),
        ("A=first\nA=last", "last"), ("A=b\r\nB=c\r\n", "b"),
    ])
    func `a value is what people mean`(text: String, value: String) {
        #expect(DotEnv.parse(text)["A"] == value)
    }

    @Test(arguments: ["", "# A=b", "A", "=b", "A-B=c", "A B", "{\"A\":1}"])
    func `a line that is no assignment is nothing`(text: String) {
        #expect(DotEnv.parse(text) == [:])
    }
}
