/// Everywhere a service may name the code of a refusal: the upgrade's body, an `error` event, the reason of a close, the
/// details of a failed response. Realtime reference, 1.3 and 4; catalogue, 0.3.
import JSONText

struct RefusalPlaces {
    var evidence: [Evidence] = []
    var responses: [(connection: Int, response: Int)] = []
    /// What the service said, for people.
    var message: String?

    var isEmpty: Bool { evidence.isEmpty }

    /// - Parameter codes: values of `error.code`; a few services put them into `error.type`.
    static func of(_ codes: Set<String>, in call: Timeline) -> RefusalPlaces {
        var places = RefusalPlaces()
        for (index, connection) in call.connections.enumerated() {
            if let opening = connection.opening, let body = opening.body,
                let error = (try? JSON(parsing: body))?["error"],
                codes.contains(error["code"]?.string ?? error["type"]?.string ?? "")
            {
                places.evidence.append(
                    opening.moment.evidence("the upgrade was refused with HTTP \(opening.status ?? 0): \(body)"))
                places.message = places.message ?? error["message"]?.string
            }
            for event in connection.errors where codes.contains(event.code ?? "") || codes.contains(event.type) {
                places.evidence.append(event.evidence)
                places.message = places.message ?? event.message
            }
            for (number, response) in connection.responses.enumerated() where response.isFailed {
                guard codes.contains(response.errorCode ?? "") || codes.contains(response.errorType ?? "") else {
                    continue
                }
                places.evidence += response.evidence
                places.responses.append((index, number))
                places.message = places.message ?? response.errorMessage
            }
            // `invalid_request_error.beta_api_shape_disabled`
            if let ending = connection.ending, let code = ending.reason.split(separator: ".").last,
                codes.contains(String(code))
            {
                places.evidence.append(ending.evidence)
            }
        }
        places.evidence.sort { $0.frame < $1.frame }
        return places
    }

    /// ` ("You exceeded your current quota")`
    var quotation: String { message.map { $0.isEmpty ? "" : " (\"\($0)\")" } ?? "" }
}
