import RealtimeProtocol

/// The address is not one that the service has: Azure's is unlike OpenAI's, and a gateway's may be unlike both.
struct AzureEndpointOrDialect: FailureMode {
    static let about = About(
        id: "azure-endpoint-or-dialect",
        title: "the service has no Realtime API at the address, api-version or deployment of the request",
        hears: "The bridge that works with one service fails with another, on every call.",
        evidence:
            "HTTP 400 or 404 on an upgrade to *.azure.com, or with api-version or deployment in its query; at any other service a redirection, or a refusal from 400 to 499 that is about neither key, access, quota, model nor rate",
        tellsApart:
            "The door itself is wrong. With handshake-401-missing-auth it is the key, with model-not-found-at-response the session opens",
        causes: [
            "the name of a model where the name of a deployment belongs",
            "the path of the previews (/openai/realtime with api-version) for a GA deployment, or the other way round",
            "an api-version that the region does not have",
            "a base URL with a path too many or too few: /v1/realtime, /openai/v1/realtime",
            "a gateway that has no WebSocket",
        ],
        remedy:
            "GA: wss://RESOURCE.openai.azure.com/openai/v1/realtime?model=DEPLOYMENT with no api-version. Previews: /openai/realtime?api-version=…&deployment=DEPLOYMENT, and the beta's dialect. Take the dialect from the first session.created. OpenAI: wss://api.openai.com/v1/realtime?model=…",
        atFault: .configuration,
        source: "catalogue: azure-endpoint-or-dialect; realtime reference, 1.5",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        if let azure = azure(call) { return azure }
        guard let opening = call.refusedUpgrade(where: \.isWrongAddress) else { return nil }
        let target =
            opening.request.map { " to \($0.split(separator: " ").dropFirst().first?.prefix(120) ?? "")" } ?? ""
        return Sighting(
            "the upgrade\(target) was answered with \(opening.refusal)",
            evidence: [opening.moment.evidence(opening.words)])
    }

    private func azure(_ call: Timeline) -> Sighting? {
        for connection in call.connections where connection.echoes.isEmpty {
            guard let opening = connection.opening, opening.status == 400 || opening.status == 404 else { continue }
            let target = opening.request?.lowercased() ?? ""
            let host = opening.header("host")?.lowercased() ?? ""
            let marks = ["api-version=", "deployment="].filter { target.contains($0) }
            guard !marks.isEmpty || host.contains(".azure.com") else { continue }
            let names = marks.map { $0.dropLast() }.joined(separator: " and ")
            return Sighting(
                "the upgrade\(names.isEmpty ? " to \(host)" : " with \(names) in its query") was answered with \(opening.words)",
                evidence: [opening.moment.evidence(opening.words)])
        }
        return nil
    }
}
