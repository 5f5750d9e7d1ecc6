/// What the service answered instead of opening a connection.

extension Timeline {
    /// The first of a kind on a connection on which no session began. `error.code` of the body is surer than the status.
    func refusedUpgrade(where condition: (ModelConnection.Opening) -> Bool) -> ModelConnection.Opening? {
        connections.lazy.filter { $0.echoes.isEmpty }.compactMap(\.opening).first {
            $0.status != nil && $0.status != 101 && condition($0)
        }
    }
}

extension ModelConnection.Opening {
    var isOutOfQuota: Bool { ErrorCodes.quota.contains(errorCode ?? "") }

    /// Neither the key (401), nor access (403), nor money (402), nor a proxy on our own side (407), nor the rate (429), nor the model.
    var isWrongAddress: Bool {
        guard let status, (300...499).contains(status), ![401, 402, 403, 407, 429].contains(status) else {
            return false
        }
        let named = ErrorCodes.quota.union(ErrorCodes.rateLimit).union(ErrorCodes.modelNotFound).union(
            ErrorCodes.badKey)
        return !named.contains(errorCode ?? "")
    }
}
