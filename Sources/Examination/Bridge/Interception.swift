import Transport

/// Makes the service's name mean the mock, for one program that hard-codes it, and changes no file of the system.
package final class Interception {
    package enum Wish: String, Sendable, CaseIterable {
        case auto, namespace, preload, proxy
    }

    private(set) var way = ModelReach.proxy
    /// Why this way, for the person who reads it.
    private(set) var reason = ""
    /// For the program.
    private(set) var variables: [String: String] = [:]
    private(set) var replaced: [(place: String, shown: String)] = []
    /// Names whose port 443 ends at the mock.
    let hosts: [String]
    private let present: [String: String]
    private let folder: PrivateFolder
    /// The system's certificates and our own.
    private let bundle: String
    /// One of 127.77.0.0/16, so that several runs on one machine do not meet.
    private let address: String
    private var proxy: TunnelProxy?

    static let standardHost = "api.openai.com"

    /// Opens another port of the mock.
    typealias Listen = (WebSocketServer.Options) throws(TransportError) -> Int

    /// - Parameters:
    ///   - others: Names beside the service's own.
    ///   - present: The environment that the program would have got.
    ///   - library: Of the preload shim; nil when it is not installed.
    init(
        _ wish: Wish, hosts others: [String], present: [String: String], loop: EventLoop,
        library: String? = Interception.library, listen: Listen
    ) throws(TransportError) {
        hosts = [Self.standardHost] + others.map { $0.lowercased() }.filter { $0 != Self.standardHost }
        self.present = present
        folder = try PrivateFolder(environment: present)
        let random = Surroundings.randomBytes(2)
        address = "127.77.\(random[0]).\(max(1, min(random[1], 254)))"
        let authority = try CertificateAuthority()
        let issued = try authority.issue(names: hosts + ["localhost", "127.0.0.1"])
        bundle = try folder.write(
            SystemTrust.certificates(environment: present) + Array(authority.certificate.utf8), as: "ca-bundle.pem")
        for name in SystemTrust.variables { variables[name] = bundle }
        var door = WebSocketServer.Options()
        door.host = address
        door.tls = .init(
            certificateFile: try folder.write(issued.certificate, as: "server.pem"),
            keyFile: try folder.write(issued.key, as: "server.key"))

        var refusals: [String] = []
        if wish == .auto || wish == .namespace {
            do throws(TransportError) {
                try useNamespace(door, listen)
                return
            } catch {
                guard wish == .auto else { throw error }
                refusals.append("no mount namespace (\(error.shortReason))")
            }
        }
        let port = try listen(door)
        try useProxy(loop, Endpoint(isSecure: false, host: address, port: port))
        reason = "HTTPS_PROXY leads programs that honour it to the mock"
        if wish != .proxy {
            if let library {
                usePreload(library, port: port)
            } else {
                let missing = "no preload library beside the program (Linux alone has one)"
                guard wish == .auto else { throw .cannotRun("the preload interception", reason: missing) }
                refusals.append(missing)
            }
        }
        reason = (refusals + [reason]).joined(separator: "; ")
    }

    // MARK: Ways

    /// The best: every program asks for names, whatever it is written in.
    private func useNamespace(_ door: WebSocketServer.Options, _ listen: Listen) throws(TransportError) {
        guard MountNamespace.isAllowed else {
            throw .cannotRun("a mount namespace", reason: "it needs root on Linux, and nothing that forbids it")
        }
        var door = door
        door.port = 443
        _ = try listen(door)
        try replaceFiles()
        way = .namespace
        reason = "a hosts file of its own names \(address) for \(hosts.joined(separator: ", "))"
    }

    private func usePreload(_ library: String, port: Int) {
        way = .preload
        variables["LD_PRELOAD"] = [library, present["LD_PRELOAD"] ?? ""].filter { !$0.isEmpty }.joined(separator: ":")
        variables["REALTIME_DOCTOR_INTERCEPT_HOSTS"] = hosts.joined(separator: ",")
        variables["REALTIME_DOCTOR_INTERCEPT_ADDRESS"] = address
        variables["REALTIME_DOCTOR_INTERCEPT_PORT"] = "\(port)"
        reason =
            "a preloaded library leads \(hosts.joined(separator: ", ")) to the mock; HTTPS_PROXY does it for programs that do not use the C library (Go)"
    }

    private func useProxy(_ loop: EventLoop, _ target: Endpoint) throws(TransportError) {
        let names = ["HTTPS_PROXY", "https_proxy"]
        // Tunnels that are not ours go on through the proxy that was there.
        var beyond = present
        beyond["http_proxy"] = names.lazy.compactMap { self.present[$0] }.first { !$0.isEmpty }
        let tunnels = try TunnelProxy(
            loop, redirecting: hosts, to: target, options: ConnectionOptions(environment: beyond))
        proxy = tunnels
        // aiohttp looks for a proxy of the URL's own scheme.
        for name in names + ["WSS_PROXY", "wss_proxy"] { variables[name] = "http://127.0.0.1:\(tunnels.port)" }
        // Node 24 honours the variables only when it is told to.
        variables["NODE_USE_ENV_PROXY"] = "1"
        for name in ["NO_PROXY", "no_proxy"] {
            variables[name] = ["localhost,127.0.0.1,::1", present[name] ?? ""].filter { !$0.isEmpty }
                .joined(separator: ",")
        }
    }

    /// After the run: what was made for it goes.
    func remove() {
        proxy?.stop()
        folder.remove()
    }

    private func replaceFiles() throws(TransportError) {
        let hostsFile = "/etc/hosts"
        let before = (try? Files.read(hostsFile, limit: 16 << 20)) ?? []
        let lines = hosts.map { "\(address) \($0)\n" }.joined()
        replaced = [(hostsFile, try folder.write(Array(lines.utf8) + before, as: "hosts"))]
        // Where names come from something before the file, the file is not asked.
        if let switches = try? Files.read("/etc/nsswitch.conf", limit: 1 << 20) {
            let text = String(decoding: switches, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false
            )
            .map { $0.hasPrefix("hosts:") ? "hosts: files dns" : String($0) }.joined(separator: "\n")
            replaced.append(("/etc/nsswitch.conf", try folder.write(text, as: "nsswitch.conf")))
        }
        // For programs that read the system's bundle whatever the variables say.
        for place in SystemTrust.bundles where Files.size(place) ?? 0 > 0 { replaced.append((place, bundle)) }
    }

    /// Beside the program, or where it is installed.
    static var library: String? {
        guard let home = Resources.executablePath.map(Files.parent) else { return nil }
        let name = "librealtime-doctor-intercept.so"
        return ["\(home)/\(name)", "\(Files.parent(home))/lib/realtime-doctor/\(name)"].first { Files.exists($0) }
    }
}

extension TransportError {
    /// Without what was to be run.
    fileprivate var shortReason: String {
        if case .cannotRun(_, let reason) = self { return reason }
        return explanation.message
    }
}
