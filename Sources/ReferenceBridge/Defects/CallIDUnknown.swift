import JSONText

/// Functions are answered under the id of their item.
struct CallIDUnknown: BridgeDefect {
    static let id = "call-id-unknown"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [
            action.rewritingModel("conversation.item.create") { event in
                guard var item = event["item"]?.object, item["type"] == "function_call_output" else { return }
                item["call_id"] = "item_of_the_call"
                event["item"] = .object(item)
            }
        ]
    }
}
