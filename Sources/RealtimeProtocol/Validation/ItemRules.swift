/// What an item may hold when a client makes it: which content for which role in which dialect. Realtime reference, 6.4.
enum ItemRules {
    /// - Parameter orReference: Also `item_reference`, which only the input of a response may hold.
    static func item(in dialect: Dialect, orReference: Bool) -> Rule {
        var arms: [(String, Rule)] = [
            ("message", message(in: dialect)),
            ("function_call", .object(functionCall)),
            ("function_call_output", .object(functionCallOutput)),
        ]
        if dialect == .ga {
            arms += [
                ("mcp_approval_response", .object(approvalResponse)), ("mcp_list_tools", .openObject),
                ("mcp_call", .openObject), ("mcp_approval_request", .openObject),
            ]
        }
        if orReference {
            arms.append(("item_reference", .object(Shape(["type": .any, "id": .string()], required: ["id"]))))
        }
        return .union(Union("type", arms))
    }

    private static let common = Shape([
        "type": .any, "id": .nullable(.string(maxLength: 32)), "object": .word(["realtime.item"]),
        "status": .nullable(.word(["completed", "incomplete", "in_progress"])),
    ])

    private static let functionCall = common.adding(
        ["name": .string(), "call_id": .string(maxLength: 32), "arguments": .string()],
        required: ["name", "call_id", "arguments"])

    private static let functionCallOutput = common.adding(
        ["call_id": .string(maxLength: 32), "output": .string()], required: ["call_id", "output"])

    private static let approvalResponse = common.adding(
        // The guide's own example makes an id of 39 letters: `mcp_approval_` before that of the request.
        [
            "id": .nullable(.string(maxLength: 128)), "approval_request_id": .string(), "approve": .bool,
            "reason": .nullable(.string()),
        ],
        required: ["approval_request_id", "approve"])

    private static func message(in dialect: Dialect) -> Rule {
        let assistant = dialect == .ga ? outputText : ("text", outputText.1)
        let user = [inputText, inputAudio] + (dialect == .ga ? [inputImage] : [])
        return .union(
            Union(
                "role",
                [
                    ("user", message(user, listed: 2)), ("assistant", message([assistant], listed: 1)),
                    ("system", message([inputText], listed: 1)),
                ]))
    }

    private static func message(_ parts: [(String, Rule)], listed: Int) -> Rule {
        .object(
            common.adding(
                [
                    "role": .any, "phase": .nullable(.string()),
                    "content": .list(.union(Union("type", parts, listed: listed))),
                ],
                required: ["content"]))
    }

    private static let inputText = (
        "input_text", Rule.object(Shape(["type": .any, "text": .string()], required: ["text"]))
    )
    private static let outputText = (
        "output_text", Rule.object(Shape(["type": .any, "text": .string()], required: ["text"]))
    )
    private static let inputAudio = (
        "input_audio",
        Rule.object(
            Shape(["type": .any, "audio": .string(), "transcript": .nullable(.string())], required: ["audio"]))
    )
    /// Accepted, but missing from the list in the service's message.
    private static let inputImage = (
        "input_image",
        Rule.object(
            Shape(
                ["type": .any, "image_url": .string(), "detail": .nullable(.word(["auto", "low", "high"]))],
                required: ["image_url"]))
    )
}
