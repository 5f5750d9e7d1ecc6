import JSONText
import RealtimeProtocol
import Scenarios

/// Tools of MCP servers: lists imported, tools called by the service itself, approvals asked for. Realtime reference, 7.9.
extension SessionEngine {
    /// A response that brought a server of its own, and waits for its list.
    struct WaitingResponse {
        let labels: [String]
        let request: ResponseRequest
        let eventID: String?
    }

    /// An MCP call that the client has to allow.
    struct PendingApproval {
        let responseID: String
        let output: Int
    }

    // MARK: Lists

    mutating func importTools(of labels: [String]) {
        for label in labels {
            let id = writer.identifier(.item, at: now)
            let json = listItem(id, label, tools: [])
            let previous = history.insert(.init(id: id, json: json, audio: nil, tokens: TokenCount()), weight: 200)
            mcp.beginImport(label, item: id, after: previous, at: now)
            emit(.itemAdded, [("previous_item_id", JSON(previous)), ("item", .object(json))])
            emit(.mcpListToolsInProgress, [("item_id", .string(id))])
        }
    }

    private func listItem(_ id: String, _ label: String, tools: JSON) -> JSONObject {
        item(id: id, type: "mcp_list_tools", status: nil, [("server_label", .string(label)), ("tools", tools)])
    }

    mutating func stepImports() {
        while let (list, tools) = mcp.finishImport(at: now) {
            let json = listItem(list.itemID, list.label, tools: tools ?? [])
            emit(
                tools == nil ? .mcpListToolsFailed : .mcpListToolsCompleted, [("item_id", .string(list.itemID))])
            let text = JSON.object(json).text
            history.update(list.itemID, weight: text.utf8.count) { item in
                item.json = json
                item.tokens = .ofText(text)
            }
            emit(.itemDone, [("previous_item_id", JSON(list.previousID)), ("item", .object(json))])
        }
        let ready = waitingResponses.filter { waiting in !waiting.labels.contains { mcp.isImporting($0) } }
        guard !ready.isEmpty else { return }
        waitingResponses.removeAll { waiting in !waiting.labels.contains { mcp.isImporting($0) } }
        for waiting in ready {
            createResponse(afterCommit: false, request: waiting.request, eventID: waiting.eventID, hasWaited: true)
        }
    }

    /// Imports what a response brings along.
    ///
    /// - Returns: Whether the response has to wait for it.
    mutating func defersForTools(_ request: ResponseRequest, eventID: String?) throws(ErrorDetail) -> Bool {
        let tools = request.fields["tools"]?.array ?? []
        guard tools.contains(where: { $0["type"] == "mcp" }) else { return false }
        importTools(of: try mcp.define(tools, at: "response.tools"))
        let labels = tools.compactMap { $0["server_label"]?.string }.filter { mcp.isImporting($0) }
        guard !labels.isEmpty, waitingResponses.count < 32 else { return false }
        waitingResponses.append(WaitingResponse(labels: labels, request: request, eventID: eventID))
        return true
    }

    // MARK: Calls

    /// The arguments are complete: the tool is called, or the client asked whether it may be.
    mutating func callTool(_ index: Int, of run: Int) {
        let output = runs[run].outputs[index]
        guard case .tool(let offer) = output.kind else { return }
        finishArguments(index, of: run)
        guard offer.needsApproval else { return runTool(index, of: run) }
        let id = writer.identifier(.item, at: now)
        runs[run].outputs[index].approvalRequestID = id
        approvals[id] = PendingApproval(responseID: runs[run].id, output: index)
        let json = item(
            id: id, type: "mcp_approval_request", status: nil,
            [
                ("server_label", .string(offer.server)), ("name", .string(offer.tool.name)),
                ("arguments", .string(output.sentText)),
            ])
        // What a response leaves outside of the conversation must not ask for approval inside of it.
        if runs[run].settings.isOutOfBand { return answerApproval(id, approved: true, reason: nil) }
        add(.init(id: id, json: json, audio: nil, tokens: .ofText(output.sentText)), weight: 300)
    }

    private mutating func finishArguments(_ index: Int, of run: Int) {
        guard !runs[run].outputs[index].hasAllArguments else { return }
        runs[run].outputs[index].hasAllArguments = true
        let text = runs[run].outputs[index].sentText
        emit(.mcpCallArgumentsDone, toolPlace(index, of: run) + [("arguments", .string(text))])
    }

    func toolPlace(_ index: Int, of run: Int) -> [(String, JSON)] {
        [
            ("response_id", .string(runs[run].id)), ("item_id", .string(runs[run].outputs[index].itemID)),
            ("output_index", JSON(index)),
        ]
    }

    private mutating func runTool(_ index: Int, of run: Int) {
        guard case .tool(let offer) = runs[run].outputs[index].kind else { return }
        // These events name no response.
        emit(.mcpCallInProgress, Array(toolPlace(index, of: run).dropFirst()))
        runs[run].awaitTool(index, milliseconds: offer.tool.takesMs, at: now)
    }

    mutating func finishTool(_ index: Int, of run: Int) {
        guard case .tool(let offer) = runs[run].outputs[index].kind else { return }
        finishTool(index, of: run, offer.tool.failure.map { .failure($0) } ?? .output(offer.tool.output))
    }

    private mutating func finishTool(_ index: Int, of run: Int, _ result: MCPDesk.Result) {
        runs[run].outputs[index].toolResult = result
        let isFailure = if case .failure = result { true } else { false }
        emit(isFailure ? .mcpCallFailed : .mcpCallCompleted, Array(toolPlace(index, of: run).dropFirst()))
        close(index, of: run)
        if index + 1 < runs[run].outputs.count { return runs[run].goOn(from: index + 1, at: now) }
        runs[run].go(on: wordsAfterTools(of: runs[run]), at: now)
    }

    /// The client has answered an approval request. Of a response that is over it changes nothing.
    mutating func answerApproval(_ id: String, approved: Bool, reason: String?) {
        guard let pending = approvals.removeValue(forKey: id),
            let run = runs.firstIndex(where: { $0.id == pending.responseID })
        else { return }
        guard !approved else { return runTool(pending.output, of: run) }
        let words = reason.map { ": \($0)" } ?? "."
        finishTool(
            pending.output, of: run,
            .failure(.init(type: "tool_execution_error", message: "The tool call was not approved" + words)))
    }

    /// The last form of an MCP call's item.
    mutating func closedToolItem(_ index: Int, of run: Int, _ offer: MCPDesk.Offer) -> JSONObject {
        finishArguments(index, of: run)
        let output = runs[run].outputs[index]
        var answer: JSON = nil
        var error: JSON = nil
        switch output.toolResult {
        case .output(let text)?: answer = .string(text)
        case .failure(let failure)?: error = failure.json
        case nil: break
        }
        return toolItem(
            output.itemID, offer, arguments: output.sentText, approval: output.approvalRequestID, output: answer,
            error: error)
    }

    func toolItem(
        _ id: String, _ offer: MCPDesk.Offer, arguments: String, approval: String? = nil, output: JSON = nil,
        error: JSON = nil
    ) -> JSONObject {
        item(
            id: id, type: "mcp_call", status: nil,
            [
                ("server_label", .string(offer.server)), ("name", .string(offer.tool.name)),
                ("arguments", .string(arguments)), ("approval_request_id", JSON(approval)), ("output", output),
                ("error", error),
            ])
    }
}
