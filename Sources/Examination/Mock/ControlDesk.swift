import Diagnosis
import JSONText
import ModelMock
import Scenarios
import Transport
import WebSocketWire

/// The control API of a mock under `/__mock/`: looks into sessions, and makes them do things. Documentation/mock-server.md.
struct ControlDesk {
    let service: MockService

    static let prefix = "/__mock/"

    private typealias Answer = HTTPResponse

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        let words = request.head.path.dropFirst(Self.prefix.count).split(separator: "/").map(String.init)
        let method = request.head.method == "HEAD" ? "GET" : request.head.method
        switch (words.first, words.count) {
        case ("sessions", 1): return only(["GET"], method) { _ in sessions }
        case ("sessions", 2): return only(["GET"], method) { _ in about(words[1]) { $0.description(whole: true) } }
        case ("sessions", 3): return session(words[1], words[2], method, request.body)
        case ("scenario", 1):
            return only(["GET", "PUT"], method) { $0 == "GET" ? scenario : putScenario(request.body) }
        case ("journal", 1):
            return only(["GET"], method) { _ in
                .json(200, service.journal?.json(of: request.head.query("session")) ?? [:])
            }
        case ("reset", 1):
            return only(["POST"], method) { _ in
                service.reset()
                return .json(200, ["reset": true])
            }
        default:
            return .complaint(
                404, "the control API has nothing at \(request.head.path)",
                hint:
                    "it has sessions, sessions/m1, sessions/m1/capture, sessions/m1/scenario, sessions/m1/events, sessions/m1/close, scenario, journal and reset"
            )
        }
    }

    private func only(_ methods: [String], _ method: String, _ answer: (String) -> HTTPResponse) -> HTTPResponse {
        if methods.contains(method) { return answer(method) }
        var wrong = HTTPResponse.complaint(
            405, "this takes \(methods.joined(separator: " or ")), not \(method)", hint: nil)
        wrong.head.headers.append("Allow", methods.joined(separator: ", "))
        return wrong
    }

    // MARK: Sessions

    private var sessions: HTTPResponse {
        .json(200, ["sessions": .array(service.records.map { $0.description(whole: false) })])
    }

    private func about(_ name: String, _ answer: (MockSession) -> JSON) -> HTTPResponse {
        with(name) { .json(200, answer($0)) }
    }

    private func with(_ name: String, _ answer: (MockSession) -> HTTPResponse) -> HTTPResponse {
        if let session = service.record(name) { return answer(session) }
        let hint =
            service.records.isEmpty
            ? "no session has begun" : "m1 is the first session, last the latest; old ones are forgotten"
        return .complaint(404, "there is no session \(name)", hint: hint)
    }

    private func session(_ name: String, _ what: String, _ method: String, _ body: [UInt8]) -> HTTPResponse {
        switch what {
        case "capture":
            return only(["GET"], method) { _ in
                with(name) { session in
                    HTTPResponse(
                        HTTPResponseHead(status: 200, headers: ["Content-Type": "application/jsonl"]),
                        body: session.tape?.capture ?? [])
                }
            }
        case "scenario":
            return only(["PUT"], method) { _ in
                running(name) { session in
                    switch read(body) {
                    case .success(let scenario):
                        session.follow(scenario)
                        return .json(200, Self.summary(scenario))
                    case .failure(let refusal): return refusal.response
                    }
                }
            }
        case "events":
            return only(["POST"], method) { _ in running(name) { inject(body, into: $0) } }
        case "close":
            return only(["POST"], method) { _ in running(name) { close($0, body) } }
        default:
            return .complaint(
                404, "a session has no \(what)", hint: "it has capture, scenario, events and close")
        }
    }

    private func running(_ name: String, _ answer: (MockSession) -> HTTPResponse) -> HTTPResponse {
        with(name) { session in
            session.isOpen ? answer(session) : .complaint(409, "session \(name) has ended", hint: nil)
        }
    }

    private func inject(_ body: [UInt8], into session: MockSession) -> HTTPResponse {
        guard let json = try? JSON(parsing: body) else {
            return .complaint(400, "the body is not JSON", hint: #"send an event: {"type": "error", …}"#)
        }
        let events = json.array ?? [json]
        let types = events.compactMap { $0["type"]?.string }
        guard !events.isEmpty, types.count == events.count else {
            return .complaint(400, "an event is an object with a text `type`", hint: "send one, or a list of them")
        }
        for event in events { session.inject(event.text) }
        return .json(200, ["sent": JSON(types)])
    }

    private func close(_ session: MockSession, _ body: [UInt8]) -> HTTPResponse {
        let wish = body.isEmpty ? [:] : try? JSON(parsing: body)
        guard let wish = wish?.object else {
            return .complaint(400, "the body is not a JSON object", hint: #"leave it out, or send {"code": 1011}"#)
        }
        let how = wish["how"]?.string ?? "close"
        let code = wish["code"]?.integer
        guard ["close", "reset", "end"].contains(how),
            wish["code"] == nil || code.map({ (1000...4999).contains($0) }) == true
        else {
            return .complaint(
                400, "`code` is 1000 to 4999, `how` is close, reset or end",
                hint: "reset is a TCP reset, end ends TCP without a close frame")
        }
        switch how {
        case "reset": session.breakOff(byReset: true)
        case "end": session.breakOff(byReset: false)
        default: session.close(code: code ?? 1000, reason: wish["reason"]?.string ?? "")
        }
        return .json(200, ["closed": .string(session.name)])
    }

    // MARK: Scenarios

    private var scenario: HTTPResponse { .json(200, Self.summary(service.shelf.standard)) }

    private func putScenario(_ body: [UInt8]) -> HTTPResponse {
        switch read(body) {
        case .success(let scenario):
            service.give(scenario)
            return .json(200, Self.summary(scenario))
        case .failure(let refusal): return refusal.response
        }
    }

    private struct Refusal: Error { var response: HTTPResponse }

    /// A scenario as YAML or JSON, or the id of one of the library as `{"id": …}`.
    private func read(_ body: [UInt8]) -> Result<Scenario, Refusal> {
        guard !body.isEmpty else {
            return .failure(
                Refusal(response: .complaint(400, "the body is empty", hint: #"send a scenario, or {"id": "healthy"}"#))
            )
        }
        if let id = (try? JSON(parsing: body))?.object, id.keys == ["id"] {
            do throws(FixtureError) {
                return .success(try service.shelf.scenario(id["id"]?.string ?? ""))
            } catch {
                return .failure(Refusal(response: .complaint(404, error.message, hint: error.hint)))
            }
        }
        switch ScenarioFile.parse(body, file: "scenario") {
        case .success(let scenario): return .success(scenario)
        case .failure(let errors):
            let list = errors.errors.map { error -> JSON in
                [
                    "line": JSON(error.line), "column": JSON(error.column), "message": .string(error.message),
                    "hint": JSON(error.hint),
                ]
            }
            let first = errors.errors.first
            return .failure(
                Refusal(
                    response: .json(
                        400,
                        [
                            "error": [
                                "message": .string(first.map { "line \($0.line): \($0.message)" } ?? "not a scenario"),
                                "hint": JSON(first?.hint), "errors": .array(list),
                            ]
                        ])))
        }
    }

    private static func summary(_ scenario: Scenario) -> JSON {
        [
            "scenario": .string(scenario.id), "title": .string(scenario.title), "about": .string(scenario.about),
            "rules": JSON(scenario.model.rules.count), "door": JSON(scenario.model.door.count),
        ]
    }
}
