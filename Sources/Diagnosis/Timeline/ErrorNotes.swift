/// Which error events do no harm: races of a correct client, and refusals that were made good in time.
enum ErrorNotes {
    static func split(
        _ call: Timeline
    ) -> (bad: [ModelConnection.ErrorEvent], benign: [ModelConnection.ErrorEvent]) {
        var bad: [ModelConnection.ErrorEvent] = []
        var benign: [ModelConnection.ErrorEvent] = []
        for (index, connection) in call.connections.enumerated() {
            let corrected = connection.updates.indices.filter { call.isCorrected($0, of: index) }
                .compactMap { connection.updates[$0].refused }
            for (number, error) in connection.errors.enumerated() {
                let isHarmless =
                    ErrorCodes.benign.contains(error.code ?? "") || corrected.contains(number)
                    || call.isCorrected(error, of: index)
                    || (error.answers == .truncate && error.code != "item_truncate_invalid_item_id")
                if isHarmless { benign.append(error) } else { bad.append(error) }
            }
        }
        return (bad, benign)
    }
}
