import Foundation
import TestSupport
import Testing

/// What `make install` leaves runs from where it is, with nothing of the sources around it.
struct InstallationTests {
    @Test func `installed programs find their voices and scenarios`() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "install-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let make = Process()
        make.executableURL = URL(filePath: "/usr/bin/env")
        // The products are there already, whatever their configuration.
        make.arguments = [
            "make", "-s", "-o", "release", "install", "DESTDIR=\(root.path)", "PREFIX=/usr",
            "PRODUCTS=\(Program.products.path)",
        ]
        make.currentDirectoryURL = Fixtures.url("").deletingLastPathComponent()
        try make.run()
        make.waitUntilExit()
        #expect(make.terminationStatus == 0)

        let installed = root.appending(path: "usr/bin").path
        let noFixtures = ["REALTIME_DOCTOR_FIXTURES": ""]
        let probe = try Program.run(
            "realtime-doctor", ["probe", "--virtual-time", "--quick", "--no-reports"], in: root, from: installed,
            environment: noFixtures)
        #expect(probe.exitCode == 0, "\(probe.stderr)")
        let list = try Program.run(
            "mock-realtime-server", ["--list-scenarios"], in: root, from: installed, environment: noFixtures)
        #expect(list.stdout.contains("healthy: a healthy service\n"), "\(list.stderr)")
        for path in [
            "man/man1/realtime-doctor.1", "man/man1/mock-realtime-server.1",
            "bash-completion/completions/realtime-doctor", "zsh/site-functions/_realtime-doctor",
            "fish/vendor_completions.d/realtime-doctor.fish",
        ] {
            let file = root.appending(path: "usr/share/\(path)").path
            #expect((try? Data(contentsOf: URL(filePath: file)))?.isEmpty == false, "\(path)")
        }
    }
}
