// ca: the certificate that programs under test must trust, and how.
import CommandLineOptions
import Examination
import Transport

struct AuthorityExport {
    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() throws -> Int32 {
        let authority = try HarnessAuthority(environment: Surroundings.environment)
        if call.has("path") {
            console.out(authority.files.certificateFile + "\n")
            return 0
        }
        let place: String
        if let output = call.text("output") {
            try Files.write(try authority.certificate, to: output)
            console.out("wrote \(output)\n")
            place = output
        } else {
            console.out(try authority.certificate)
            place = authority.files.certificateFile
        }
        console.error(
            """
            Python, Ruby, PHP, Go    SSL_CERT_FILE=\(place)
            requests                 REQUESTS_CA_BUNDLE=\(place)
            Node                     NODE_EXTRA_CA_CERTS=\(place)
            curl                     curl --cacert \(place)
            SSL_CERT_FILE and REQUESTS_CA_BUNDLE replace the system's certificates; NODE_EXTRA_CA_CERTS adds to them.
            """)
        return 0
    }
}
