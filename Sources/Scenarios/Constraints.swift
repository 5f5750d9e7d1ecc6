import DidYouMean

/// What must hold between the keys of one mapping.

extension Record.Constraint {
    /// Nil when it holds. A key whose value was refused counts as given, with no text.
    func complaint(
        _ fields: Fields, of record: Record, at place: YAMLNode.Place, _ places: [String: YAMLNode.Place]
    ) -> Complaint? {
        switch self {
        case .exactlyOne(let keys):
            let given = keys.filter { fields.values[$0] != nil }
            guard given.count != 1 else { return nil }
            return given.isEmpty
                ? Complaint(at: place, "a `\(record.name)` needs \(listed(keys))")
                : Complaint(
                    at: place, "a `\(record.name)` takes only one of \(listed(keys))",
                    hint: record.name == "rule" ? "write two rules" : nil)
        case .atMostOne(let keys):
            guard keys.filter({ fields.values[$0] != nil }).count > 1 else { return nil }
            return Complaint(at: place, "`\(record.name)` takes only one of \(listed(keys))")
        case .atLeastOne(let keys):
            guard !keys.contains(where: { fields.values[$0] != nil }) else { return nil }
            return Complaint(at: place, "a `\(record.name)` needs \(listed(keys))")
        case .knownErrorUnlessMessage: return errorComplaint(fields, of: record, at: place, places)
        case .eventFitsLegAndDirection: return eventComplaint(fields, at: place, places)
        }
    }

    private func listed(_ keys: [String]) -> String {
        let quoted = keys.map { "`\($0)`" }
        return quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
    }

    private func errorComplaint(
        _ fields: Fields, of record: Record, at place: YAMLNode.Place, _ places: [String: YAMLNode.Place]
    ) -> Complaint? {
        guard fields.values["message"] == nil else { return nil }
        guard fields.values["code"] != nil else {
            return Complaint(
                at: place, "`\(record.name)` needs a `code` or a `message`",
                hint: "as in `{\(record.name): server_error}`")
        }
        guard let code = fields.text("code") else { return nil }
        guard let known = KnownError.named(code) else {
            let near = suggest(code, among: KnownError.all.map(\.name)).map { "did you mean `\($0)`? " } ?? ""
            return Complaint(
                at: places["code"] ?? place, "no wording is recorded for the code `\(shown(code))`",
                hint: near + "With a `message` any code will do")
        }
        guard known.needsParam, fields.values["param"] == nil else { return nil }
        return Complaint(at: place, "`\(code)` needs `param`: the field that is at fault")
    }

    private func eventComplaint(
        _ fields: Fields, at place: YAMLNode.Place, _ places: [String: YAMLNode.Place]
    ) -> Complaint? {
        guard let event = fields.text("event") else { return nil }
        let leg = fields.text("leg") ?? "model"
        let at = places["event"] ?? place
        guard EventTypes.on(leg: leg, direction: nil).contains(event) else {
            return Complaint(
                at: at, "`\(event)` never crosses the \(leg) leg",
                hint: "write `leg: \(leg == "model" ? "phone" : "model")`")
        }
        guard let direction = fields.text("direction"),
            !EventTypes.on(leg: leg, direction: direction).contains(event)
        else { return nil }
        return Complaint(
            at: at, "`\(event)` never travels \(direction) on the \(leg) leg", hint: "leave `direction` out")
    }
}
