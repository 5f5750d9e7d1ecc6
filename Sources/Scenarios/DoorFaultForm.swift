/// What can happen at the door, by the words a scenario file uses, and how they become a `DoorFault`.

enum DoorFaultName: String, CaseIterable, Sendable, VariantName {
    case refuse, silent, slow
    case resetAt = "reset-at"
    case expiredCertificate = "expired-certificate"
    case wrongNameCertificate = "wrong-name-certificate"

    fileprivate var variant: Choice.Variant {
        switch self {
        case .refuse:
            variant(
                one(
                    "for", .duration(1...3_600_000), default: "5s",
                    "How long, from the connection before, or from the start."),
                "The port is closed.", "{refuse: 3s}")
        case .silent: variant(.nothing, "It is accepted, and nothing is ever answered.", "silent")
        case .slow:
            variant(
                one("bytes-per-second", .integer(1...1_000_000_000), required: true, "Of the server, TLS included."),
                "The server's bytes leave slowly.", "{slow: 2000}")
        case .resetAt:
            variant(
                one("bytes", .integer(0...1_000_000_000), required: true, "Of the server, TLS included."),
                "The TCP connection is reset after so many bytes.", "{reset-at: 300}")
        case .expiredCertificate: variant(.nothing, "The certificate's time is over; needs TLS.", "expired-certificate")
        case .wrongNameCertificate:
            variant(.nothing, "The certificate is for another name; needs TLS.", "wrong-name-certificate")
        }
    }
}

extension Choice {
    package static let doorFault = Choice(
        name: "do", variants: DoorFaultName.allCases.map(\.variant),
        sibling: ("rules", WireFaultName.allCases.map(\.rawValue) + OutcomeName.allCases.map(\.rawValue)))
}

extension Record {
    package static let doorRule = Record(
        name: "door rule",
        keys: [
            Key("when", .record(.doorCondition), default: "always", "Which connections."),
            Key("do", .choice(.doorFault), required: true, "What happens to them."),
            Key("probability", .number(0...1), default: "1", "Drawn from the seed for each connection."),
        ])

    package static let doorCondition = Record(
        name: "door when",
        keys: [Key("connection", .turns, default: "all", "The nth connection of the server, a range is allowed.")])
}

extension DoorRule {
    /// Nil only without a fault, which the form has refused.
    init?(_ fields: Fields) {
        guard case .choice(let word, let parameters, _)? = fields.values["do"], let name = DoorFaultName(rawValue: word)
        else { return nil }
        self.init(
            connection: fields.record("when")?.turns("connection"), fault: DoorFault(name, parameters),
            probability: fields.number("probability") ?? 1)
    }
}

extension DoorFault {
    fileprivate init(_ name: DoorFaultName, _ fields: Fields) {
        self =
            switch name {
            case .refuse: .refuse(milliseconds: fields.number("for") ?? 5_000)
            case .silent: .silent
            case .slow: .slow(bytesPerSecond: fields.integer("bytes-per-second") ?? 1)
            case .resetAt: .resetAt(bytes: fields.integer("bytes") ?? 0)
            case .expiredCertificate: .expiredCertificate
            case .wrongNameCertificate: .wrongNameCertificate
            }
    }
}
