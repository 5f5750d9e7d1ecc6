/// The answer of GET /v1/models: is the model there, and a realtime model?
import CallCapture
import JSONText

enum ModelsSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        guard let data = scope.observation(ObservationKind.models)?.data else { return [] }
        if let error = data["error"]?.string {
            return [scope.check("listed", "Model is offered to this key", .notExamined, error)]
        }
        let status = data["status"]?.integer ?? 0
        guard status == 200 else {
            let result: CheckResult = status == 401 ? .fail : .notExamined
            return [scope.check("listed", "Model is offered to this key", result, "GET /v1/models: HTTP \(status)")]
        }
        let model = data["model"]?.string ?? "the model"
        let listed = data["listed"]?.bool
        return [
            scope.check(
                "listed", "Model is offered to this key", listed == nil ? .notExamined : listed == true ? .pass : .fail,
                listed == false ? "\(model) is not in the list: retired, misspelt, or not allowed" : model),
            scope.check(
                "realtime", "It is a realtime model", model.contains("realtime") ? .pass : .notExamined,
                model.contains("realtime") ? model : "\(model) does not look like one"),
        ]
    }
}
