// What an enemy might put into a capture to break out of a format.
enum Hostile {
    static let texts = [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script><!--",
        "\" onmouseover=\"alert(1)\" x='",
        "]]><evil/>&amp;&lt;",
        "\u{0}\u{1}\u{8}\u{B}\u{1B}[2J\u{7F}\u{85}\u{9B}31m",
        "\u{202E}gpj.exe\u{2066}\u{2028}\u{2029}",
        "\u{FFFE}\u{FFFF}\u{10FFFF}",
        "line\nbreak\r\nand\ttab",
        "../../etc/passwd",
        "",
        String(repeating: "a", count: 10_000),
    ]
}
