/// I38 to I63: the life of a response, from created to done, and the items in between.
import JSONText
import RealtimeProtocol

struct ResponseRules: Sendable {
    private struct Life: Sendable {
        var isDone = false
        var isOutOfBand = false
        var added: [String] = []
        var finished: [String] = []
        var isCancelled = false
    }

    private var lives: [String: Life] = [:]
    private var active: String?
    private var conversation: String?

    mutating func client(_ type: EventType, _ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        guard type == .responseCreate, let active, json["response"]?["conversation"]?.string != "none" else { return }
        breaches.add(
            "I116", .client, "response.create waits until the active response is done", "\(active) is active",
            at: moment)
    }

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ seen: Set<EventType>, _ breaches: inout Breaches
    ) {
        switch type {
        case .responseCreated: created(json["response"] ?? .null, at: moment, seen, &breaches)
        case .responseDone: done(json["response"] ?? .null, at: moment, seen, &breaches)
        case .outputItemAdded, .outputItemDone:
            guard let id = json["response_id"]?.string, let item = json["item"]?["id"]?.string, var life = lives[id]
            else { return }
            if life.isDone {
                breaches.add(
                    "I45", life.isCancelled ? .suspicious : .server, "events of a response come before its done",
                    type.rawValue,
                    at: moment)
            }
            if type == .outputItemAdded {
                if let index = json["output_index"]?.integer, index != life.added.count {
                    breaches.add(
                        "I59", .server, "output_index counts 0, 1, 2", "\(index) after \(life.added.count) items",
                        at: moment
                    )
                }
                life.added.append(item)
            } else {
                if !life.added.contains(item), seen.contains(.outputItemAdded) {
                    breaches.add("I63", .server, "output_item.done matches output_item.added", item, at: moment)
                }
                life.finished.append(item)
            }
            lives[id] = life
        default:
            if type == .contentPartAdded, let id = json["response_id"]?.string, let life = lives[id],
                life.added.isEmpty, !life.isDone, seen.contains(.outputItemAdded)
            {
                breaches.add(
                    "I60", .server, "content begins with output_item.added", "content_part.added of \(id)", at: moment)
            }
            guard let id = json["response_id"]?.string, let life = lives[id], life.isDone,
                ![.outputAudioBufferStarted, .outputAudioBufferStopped, .outputAudioBufferCleared].contains(type)
            else { return }
            breaches.add(
                "I45", life.isCancelled ? .suspicious : .server, "events of a response come before its done",
                type.rawValue,
                at: moment)
        }
    }

    private mutating func created(
        _ response: JSON, at moment: Moment, _ seen: Set<EventType>, _ breaches: inout Breaches
    ) {
        guard let id = response["id"]?.string else { return }
        if lives[id] != nil {
            breaches.add(
                "I38", .server, "response.created has a new id, is in progress and empty", "\(id) again", at: moment)
        }
        if let status = response["status"]?.string, status != "in_progress" {
            breaches.add(
                "I38", .server, "response.created has a new id, is in progress and empty", "status \(status)",
                at: moment)
        }
        if let output = response["output"]?.array, !output.isEmpty {
            breaches.add(
                "I38", .server, "response.created has a new id, is in progress and empty", "output is not empty",
                at: moment)
        }
        var life = Life()
        life.isOutOfBand = response["conversation_id"]?.isNull ?? false
        if !life.isOutOfBand {
            if let active, seen.contains(.responseDone) {
                breaches.add(
                    "I40", .server, "one response of the conversation is active at a time", "\(active) is not done",
                    at: moment)
            }
            active = id
            if let name = response["conversation_id"]?.string {
                if let conversation, conversation != name {
                    breaches.add(
                        "I42", .server, "conversation_id is constant", "\(conversation), then \(name)", at: moment)
                }
                conversation = name
            }
        }
        lives[id] = life
    }

    private mutating func done(
        _ response: JSON, at moment: Moment, _ seen: Set<EventType>, _ breaches: inout Breaches
    ) {
        guard let id = response["id"]?.string else { return }
        if active == id { active = nil }
        guard var life = lives[id] else {
            if seen.contains(.responseCreated) {
                breaches.add(
                    "I39", .suspicious, "each response.created has exactly one response.done",
                    "\(id) was never created",
                    at: moment)
            }
            return
        }
        if life.isDone {
            breaches.add(
                "I39", .server, "each response.created has exactly one response.done", "\(id) again", at: moment)
        }
        let status = response["status"]?.string
        life.isDone = true
        life.isCancelled = status == "cancelled"
        checkStatus(status, response["status_details"], at: moment, &breaches)
        if let output = response["output"]?.array, seen.contains(.outputItemDone),
            status == "completed" || status == "incomplete"
        {
            let ids = output.compactMap { $0["id"]?.string }
            // Loggers hide what is deep in an object: `[ [Object] ]`.
            let isHidden = ids.count < output.count
            if !isHidden, Set(ids) != Set(life.finished) {
                breaches.add(
                    "I46", .server, "output repeats the finished items",
                    "\(ids.count) in output, \(life.finished.count) finished", at: moment)
            }
        }
        if life.added.count != life.finished.count, seen.contains(.outputItemDone), seen.contains(.outputItemAdded) {
            breaches.add(
                "I47", life.isCancelled ? .suspicious : .server, "every item is finished before the response",
                "\(life.added.count) added, \(life.finished.count) finished", at: moment)
        }
        lives[id] = life
    }

    private func checkStatus(_ status: String?, _ details: JSON?, at moment: Moment, _ breaches: inout Breaches) {
        guard let status else { return }
        guard ["completed", "cancelled", "incomplete", "failed"].contains(status) else {
            return breaches.add("I43", .server, "response.done is final", "status \(status)", at: moment)
        }
        guard let details, !details.isNull else {
            if status != "completed" {
                breaches.add(
                    "I44", .server, "status_details explain the status", "\(status) without details", at: moment)
            }
            return
        }
        if let type = details["type"]?.string, type != status {
            breaches.add(
                "I44", .server, "status_details explain the status", "\(status) with details of \(type)", at: moment)
        }
    }

    func finish(_ facts: ModelConnection, _ breaches: inout Breaches) {
        for response in facts.responses where response.created != nil && response.done == nil {
            breaches.add(
                "I39", .suspicious, "each response.created has exactly one response.done", "\(response.id) is cut",
                at: response.last)
        }
    }
}
