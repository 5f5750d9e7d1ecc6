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
            seed: fields.integer("seed"), calls: fields.integer("calls"), rate: fields.number("rate"),
            timeoutMs: fields.number("timeout"), repeats: fields.integer("repeat"), tags: fields.list("tags"))
    }
}

extension PlannedBridge {
    fileprivate init(_ fields: Fields) {
        self.init(
            run: fields.text("run"), stream: fields.text("stream"), webhook: fields.text("webhook"),
            plain: fields.text("plain"),
            options: fields.truth("intercept") == true ? [.init(option: "intercept", value: nil)] : [],
            keep: fields.truth("keep") ?? false)
    }
}
