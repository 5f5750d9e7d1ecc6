import Foundation
import TestSupport
import Testing

/// mock-realtime-server and the files that it is given: scenarios of one's own, changed ones, and its authority's certificate.
struct ServerFilesTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func refusal(_ status: Int, _ headers: String = "{x-case: '1'}", body: String = "''") -> String {
        """
        title: the door says \(status)
        model:
          rules:
            - outcome: {refuse-upgrade: {status: \(status), headers: \(headers), body: \(body)}}

        """
    }

    private func write(_ text: String, _ name: String, in folder: URL) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    /// What a probe of an address finds first: the finding's id and sentence.
    private func finding(at url: String, in folder: URL) throws -> String {
        let run = try Program.run("realtime-doctor", ["probe", "--url", url, "--no-reports", "--json"], in: folder)
        #expect(run.exitCode == 1, "\(run.stderr)")
        let report = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]
        let first = (report?["findings"] as? [[String: Any]])?.first
        return "\(first?["id"] as? String ?? "nothing"): \(first?["summary"] as? String ?? "")"
    }

    @Test func `a folder of one's own scenarios stands beside the library`() throws {
        try withFolder { folder in
            let limited = "{error: {message: Slow down, code: rate_limit_exceeded}}"
            try write(refusal(404, body: "not here"), "gone.yaml", in: folder)
            try write(refusal(429, "{retry-after: '17'}", body: limited), "limited.yaml", in: folder)
            try write(refusal(500), "broken.yaml", in: folder)
            try write(
                refusal(503, "{Retry-After: 'Fri, 31 Dec 2026 23:59:59 GMT'}", body: "busy"), "busy.yaml", in: folder)
            let server = try ServerProgram(["--scenarios", folder.path, "--quiet"])
            defer { _ = try? server.stop(with: SIGTERM) }
            for (name, words) in [
                (
                    "limited",
                    "rate-limited-response: a rate limit closed the door: HTTP 429: Slow down; Retry-After: 17"
                ),
                (
                    "busy",
                    "server-error-response: the service could not open the connection: HTTP 503: busy; Retry-After: Fri, 31 Dec 2026 23:59:59 GMT"
                ), ("broken", "server-error-response: the service could not open the connection: HTTP 500"),
                ("handshake-403-no-access", "handshake-403-no-access: the service answered the upgrade with HTTP 403"),
            ] {
                #expect(try finding(at: "\(server.url)?scenario=\(name)", in: folder).hasPrefix(words), "\(name)")
            }
            let gone = try finding(at: "\(server.url)?scenario=gone", in: folder)
            #expect(gone.hasPrefix("azure-endpoint-or-dialect: the upgrade to /v1/realtime?"), "\(gone)")
            #expect(gone.hasSuffix("was answered with HTTP 404: not here"), "\(gone)")
        }
    }

    @Test func `a watched scenario is read again when it or what it includes has changed`() throws {
        try withFolder { folder in
            try write("include: [base.yaml]\n", "main.yaml", in: folder)
            try write(refusal(503), "base.yaml", in: folder)
            let errors = Pipe()
            let server = try ServerProgram(
                ["--scenario", folder.appending(path: "main.yaml").path, "--watch", "--quiet"], errors: errors)
            #expect(try finding(at: server.url, in: folder).hasPrefix("server-error-response: "))
            try write(refusal(429, "{retry-after: '3'}"), "base.yaml", in: folder)
            #expect(try finding(at: server.url, in: folder).hasSuffix("HTTP 429; Retry-After: 3"))
            // A mistake leaves what was, and the cure is seen.
            try write("model: {rules: 7}\n", "base.yaml", in: folder)
            #expect(try finding(at: server.url, in: folder).hasSuffix("HTTP 429; Retry-After: 3"))
            try write(refusal(403), "base.yaml", in: folder)
            #expect(try finding(at: server.url, in: folder).hasPrefix("handshake-403-no-access: "))
            try write(refusal(500), "main.yaml", in: folder)
            #expect(try finding(at: server.url, in: folder).hasPrefix("server-error-response: "))
            _ = try server.stop(with: SIGTERM)
            let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            #expect(said.components(separatedBy: "the scenario as it was stays in force").count == 2, "\(said)")
        }
    }

    @Test func `the authority's certificate is printed, written and pointed at`() throws {
        try withFolder { folder in
            let home = ["XDG_CONFIG_HOME": folder.appending(path: "config").path]
            let printed = try Program.run("mock-realtime-server", ["ca"], in: folder, environment: home)
            #expect(printed.exitCode == 0)
            #expect(printed.stdout.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
            #expect(printed.stdout.hasSuffix("-----END CERTIFICATE-----\n"))
            let place = try Program.run("mock-realtime-server", ["ca", "--path"], in: folder, environment: home)
            let path = place.stdout.trimmingCharacters(in: .newlines)
            #expect(path.hasPrefix(folder.appending(path: "config").path), "\(path)")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == printed.stdout, "made once")
            let written = try Program.run(
                "mock-realtime-server", ["ca", "-o", "ca.pem"], in: folder, environment: home)
            #expect(written.stdout == "wrote ca.pem\n")
            #expect(written.stderr.contains("SSL_CERT_FILE=ca.pem"))
            #expect(try String(contentsOf: folder.appending(path: "ca.pem"), encoding: .utf8) == printed.stdout)
        }
    }

    @Test func `a bridge run says that it cannot serve a wrong certificate`() throws {
        try withFolder { folder in
            try write(
                "title: nobody trusts it\nmodel: {door: [{do: expired-certificate}]}\n", "wrong.yaml", in: folder)
            let run = try Program.run(
                "realtime-doctor", ["bridge", "--reference", "--scenario", "./wrong.yaml", "--no-reports"], in: folder)
            #expect(run.exitCode == 64)
            #expect(run.stdout == "")
            #expect(
                run.stderr
                    == """
                    error: --scenario: bridge cannot show a bridge an expired or a wrong certificate
                    hint: mock-realtime-server --scenario ./wrong.yaml can: point the bridge at the wss:// URL that it prints

                    """)
        }
    }
}
