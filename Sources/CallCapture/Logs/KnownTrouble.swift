/// What a program's own words say plainly, where its log has no event to prove it by: the page that explains it is named.
package struct KnownTrouble: Sendable, Equatable {
    /// The failure mode's id.
    package var mode: String
    /// As the line has it.
    package var words: String
    /// From 1.
    package var line: Int

    /// Looks at the lines of a file in which no event has been found so far; the first that tells is kept.
    struct Look {
        private(set) var found: KnownTrouble?

        mutating func look(at line: UnsafeRawBufferPointer, number: Int) {
            guard found == nil, line.count < 4_096, let match = KnownTrouble.search.first(in: line) else { return }
            let (mode, sign) = KnownTrouble.all[match.word]
            found = KnownTrouble(mode: mode, words: sign, line: number)
        }
    }

    private static let all = signs.flatMap { mode, signs in signs.map { (mode: mode, sign: $0) } }
    private static let search = WordSearch(all.map(\.sign))

    /// In lower case, as the libraries of Python, Node, Go and Java write them.
    private static let signs: [(mode: String, signs: [String])] = [
        (
            "ws-headers-kwarg-renamed",
            [
                "unexpected keyword argument 'extra_headers'", "unexpected keyword argument 'additional_headers'",
                "unexpected keyword argument \"extra_headers\"",
            ]
        ),
        (
            "beta-header-shutoff",
            ["beta_api_shape_disabled", "realtime beta api is no longer supported"]
        ),
        (
            "handshake-401-missing-auth",
            [
                "rejected websocket connection: http 401", "unexpected server response: 401", "status code 401",
                "401 unauthorized", "handshake status 401", "invalid_api_key", "incorrect api key provided",
            ]
        ),
        (
            "handshake-403-no-access",
            [
                "rejected websocket connection: http 403", "unexpected server response: 403", "status code 403",
                "403 forbidden", "handshake status 403",
            ]
        ),
        ("quota-exhausted", ["insufficient_quota", "exceeded your current quota"]),
        ("keepalive-ping-timeout-1011", ["keepalive ping timeout"]),
        ("model-not-found-at-response", ["model_not_found"]),
    ]
}
