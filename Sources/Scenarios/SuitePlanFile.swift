/// A plan file: bytes in; a plan, or everything that is wrong with it.
package enum SuitePlanFile {
    /// - Parameter file: Its name, for the errors and, without directory and extension, for the id that the file does not give.
    package static func parse(_ bytes: [UInt8], file: String) -> Result<SuitePlan, ScenarioErrors> {
        ScenarioFile.fields(of: bytes, file: file, "plan", .plan).map {
            SuitePlan($0, fallbackId: ScenarioFile.stem(of: file))
        }
    }
}

extension SuitePlan {
    fileprivate init(_ fields: Fields, fallbackId: String) {
        let defaults = fields.record("defaults").map { CaseSettings($0) } ?? CaseSettings()
        self.init(
            id: fields.text("plan") ?? fallbackId, title: fields.text("title") ?? "",
            bridge: fields.record("bridge").map { PlannedBridge($0) },
            entries: fields.records("cases").map { Entry($0, defaults) })
    }
}

extension SuitePlan.Entry {
    fileprivate init(_ fields: Fields, _ defaults: CaseSettings) {
        let expect = fields.record("expect")
        self.init(
            line: fields.line, scenario: fields.text("scenario") ?? "", name: fields.text("name"),
            except: fields.list("except"),
            expect: .init(verdict: expect?.text("verdict"), primary: expect?.text("primary")),
            skip: fields.text("skip"), settings: CaseSettings(fields).over(defaults))
    }
}

extension CaseSettings {
    fileprivate init(_ fields: Fields) {
        self.init(
            seed: fields.integer("seed"), calls: fields.integer("calls"), rate: fields.integer("rate"),
            timeoutMs: fields.number("timeout"), repeats: fields.integer("repeat"), tags: fields.list("tags"))
    }
}

extension PlannedBridge {
    fileprivate init(_ fields: Fields) {
        let given = Record.planBridge.keys.flatMap { key in Self.given(key.name, fields.values[key.name]) }
        let entrance = given.first { Self.entrances.contains($0.option) }
        self.init(
            run: fields.text("run"), entrance: entrance ?? Given("model-only"),
            options: given.filter { $0.option != "run" && $0.option != "keep" && $0 != entrance },
            keep: fields.truth("keep") ?? false)
    }

    private static func given(_ name: String, _ value: FormValue?) -> [Given] {
        switch value {
        case .text(let text): [Given(name, text)]
        case .integer(let number): [Given(name, String(number))]
        case .number(let milliseconds): [Given(name, "\(Int(milliseconds))ms")]
        case .truth(let isSet): isSet ? [Given(name)] : []
        case .list(let items): items.flatMap { given(name, $0) }
        default: []
        }
    }
}
