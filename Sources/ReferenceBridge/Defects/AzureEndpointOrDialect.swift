/// The address is the one of Azure's previews, and the service at it is not.
struct AzureEndpointOrDialect: BridgeDefect {
    static let id = "azure-endpoint-or-dialect"
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard case .connectModel(let link, _, let headers) = action else { return [action] }
        let query = "api-version=2024-10-01-preview&deployment=gpt-realtime"
        return [.connectModel(link, query: query, headers: headers)]
    }
}
