/// What a converted capture says of the file it was made from, so that it is judged as that file would be.
package import JSONText

package struct ImportedSource: Sendable, Equatable {
    package var format: ReadingSummary.Format
    /// What the source cannot prove.
    package var limits: [String]
    /// Lines or messages that could not be read.
    package var unreadable: Int
    /// It ended abruptly.
    package var isTorn: Bool
    /// It held several calls that could not be told apart.
    package var isMixed: Bool
    package var isSkewed: Bool
    package var isSampled: Bool

    package init(_ summary: ReadingSummary) {
        format = summary.format ?? .textLog
        limits = summary.limits
        unreadable = summary.unreadableLines
        isTorn = summary.endsAbruptly
        isMixed = summary.isMixed
        isSkewed = summary.isSkewed
        isSampled = summary.isSampled
    }

    /// The data of an observation ``ObservationKind/imported``.
    package init(_ data: JSONObject) {
        format = data["format"]?.string.flatMap(ReadingSummary.Format.init) ?? .textLog
        limits = data["limits"]?.array?.prefix(1_000).compactMap(\.string) ?? []
        unreadable = max(0, min(data["unreadable"]?.integer ?? 0, 1 << 40))
        isTorn = data["torn"]?.bool ?? false
        isMixed = data["mixed"]?.bool ?? false
        isSkewed = data["skewed"]?.bool ?? false
        isSampled = data["sampled"]?.bool ?? false
    }

    package var data: JSONObject {
        var data: JSONObject = [
            "format": .string(format.rawValue), "limits": JSON(limits), "unreadable": JSON(unreadable),
            "torn": JSON(isTorn),
        ]
        if isMixed { data["mixed"] = true }
        if isSkewed { data["skewed"] = true }
        if isSampled { data["sampled"] = true }
        return data
    }
}
