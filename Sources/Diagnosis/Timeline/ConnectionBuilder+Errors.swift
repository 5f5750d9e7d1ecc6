/// Which client event an `error` answers. The service says it (`error.event_id`) only when the client named its event, so
/// codes, the `param` and the order of events have to tell. OpenAI Realtime, error; realtime reference, 4.
import JSONText
import RealtimeProtocol

extension ConnectionBuilder {
    mutating func error(_ json: JSON, at moment: Moment) {
        var event = ModelConnection.ErrorEvent(
            moment: moment, type: json["type"]?.string ?? "", code: json["code"]?.string,
            message: json["message"]?.string ?? "", param: json["param"]?.string,
            clientEventID: json["event_id"]?.string
        )
        let index = facts.errors.count
        event.answers = attribute(event, index)
        facts.errors.append(event)
    }

    private mutating func attribute(_ event: ModelConnection.ErrorEvent, _ index: Int)
        -> ModelConnection.ErrorEvent.Answers
    {
        if let id = event.clientEventID, let found = attribute(id: id, index) { return found }
        switch event.code {
        case "conversation_already_has_active_response": return refuseConflict(index)
        case "input_audio_buffer_commit_empty": return refuse(\.clientCommits, index, .commit)
        case "response_cancel_not_active": return refuse(\.cancels, index, .cancel)
        case "item_truncate_invalid_item_id", "unsupported_content_type": return refuse(\.truncates, index, .truncate)
        case "cannot_update_voice": return refuse(update: index)
        case let code? where code.hasPrefix("item_create"): return refuse(item: index)
        case let code? where ErrorCodes.endsSession.contains(code): return .nothing
        default: break
        }
        // An append has no session, and a session.update always has: only the one can be refused for it.
        if event.param == "session", event.code == "unknown_parameter" { return .nothing }
        let root = event.param?.prefix { $0 != "." && $0 != "[" }
        switch root {
        case "session": return refuse(update: index)
        case "response": return refuse(request: index)
        case "item": return refuse(item: index)
        case "audio_end_ms", "content_index": return refuse(\.truncates, index, .truncate)
        case "audio", "type", "item_id", "previous_item_id": return .nothing
        default: break
        }
        return attributeByOrder(event, index)
    }

    private mutating func attribute(id: String, _ index: Int) -> ModelConnection.ErrorEvent.Answers? {
        if let found = facts.updates.lastIndex(where: { $0.eventID == id }) {
            facts.updates[found].refused = index
            return .update
        }
        if let found = facts.requests.lastIndex(where: { $0.eventID == id }) {
            facts.requests[found].refused = index
            return .request
        }
        if let found = facts.clientItems.lastIndex(where: { $0.eventID == id }) {
            facts.clientItems[found].refused = index
            return .item
        }
        let lists:
            [(WritableKeyPath<ModelConnection, [ModelConnection.ClientRequest]>, ModelConnection.ErrorEvent.Answers)] =
                [
                    (\.clientCommits, .commit), (\.cancels, .cancel), (\.truncates, .truncate), (\.clears, .clear),
                ]
        for (list, answers) in lists {
            guard let found = facts[keyPath: list].lastIndex(where: { $0.eventID == id }) else { continue }
            facts[keyPath: list][found].refused = index
            return answers
        }
        return nil
    }

    /// Requests are answered in order: what waits longest is meant, where only one kind of request waits.
    private mutating func attributeByOrder(
        _ event: ModelConnection.ErrorEvent, _ index: Int
    ) -> ModelConnection.ErrorEvent.Answers {
        let truncate = facts.truncates.contains { $0.isWaiting }
        let update = facts.updates.contains { $0.accepted == nil && $0.refused == nil }
        let item = facts.clientItems.contains { $0.added == nil && $0.refused == nil }
        let lastDone = facts.responses.last?.first
        let request =
            facts.requests.last.map { last in
                last.refused == nil && (lastDone.map { $0 < last.moment } ?? true)
            } ?? false
        switch (update, item, request, truncate) {
        case (true, false, false, false): return refuse(update: index)
        case (false, true, _, false): return refuse(item: index)
        case (false, false, true, false): return refuse(request: index)
        case (false, false, false, true): return refuse(\.truncates, index, .truncate)
        default: return .nothing
        }
    }

    private mutating func refuse(update index: Int) -> ModelConnection.ErrorEvent.Answers {
        guard let found = facts.updates.firstIndex(where: { $0.accepted == nil && $0.refused == nil }) else {
            return .update
        }
        facts.updates[found].refused = index
        return .update
    }

    private mutating func refuse(request index: Int) -> ModelConnection.ErrorEvent.Answers {
        guard let found = facts.requests.lastIndex(where: { $0.refused == nil }) else { return .request }
        facts.requests[found].refused = index
        return .request
    }

    /// Who asked while a response was active: a client that has had no response since, or one that the service's own answer
    /// to a commit overtook; otherwise that commit itself.
    private mutating func refuseConflict(_ index: Int) -> ModelConnection.ErrorEvent.Answers {
        let lastCommit = facts.commits.last?.moment
        if let request = facts.requests.lastIndex(where: { $0.refused == nil && !$0.isOutOfBand }) {
            let asked = facts.requests[request].moment
            let since = facts.responses.filter { !$0.isOutOfBand && $0.first > asked }
            let wasOvertaken = since.count == 1 && lastCommit.map { $0 < since[0].first && $0 > asked } ?? false
            if since.isEmpty && (lastCommit.map { $0 < asked } ?? true) || wasOvertaken {
                facts.requests[request].refused = index
                return .request
            }
        }
        if let commit = facts.commits.indices.last { facts.commits[commit].refused = index }
        return .commit
    }

    private mutating func refuse(item index: Int) -> ModelConnection.ErrorEvent.Answers {
        guard let found = facts.clientItems.firstIndex(where: { $0.added == nil && $0.refused == nil }) else {
            return .item
        }
        facts.clientItems[found].refused = index
        return .item
    }

    private mutating func refuse(
        _ list: WritableKeyPath<ModelConnection, [ModelConnection.ClientRequest]>, _ index: Int,
        _ answers: ModelConnection.ErrorEvent.Answers
    ) -> ModelConnection.ErrorEvent.Answers {
        if let found = facts[keyPath: list].firstIndex(where: { $0.isWaiting }) {
            facts[keyPath: list][found].refused = index
        }
        return answers
    }
}
