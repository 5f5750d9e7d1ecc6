/// What the service said that no client can read as it is meant: only our own captures hold it as it crossed.
package struct GarbledEvents: Sendable {
    package enum Kind: CaseIterable, Sendable {
        /// A text message that is no JSON object.
        case noJSON
        /// An audio delta whose `delta` is no base64.
        case noBase64
        /// A name of the dialect that the session does not speak.
        case foreignName
        /// A delta with the `event_id` of the one before it.
        case repeated
        /// `committed` of an item that is not the one whose speech has just ended.
        case strayCommit
    }

    package struct Place: Sendable, Equatable {
        package var kind: Kind
        package var moment: Moment
        /// The response, the name or the item that it is about.
        package var subject: String
    }

    /// The first places of each kind, in order.
    package private(set) var places: [Place] = []
    package private(set) var counts: [Kind: Int] = [:]
    private static let kept = 16

    mutating func note(_ kind: Kind, _ subject: String, at moment: Moment) {
        let known = counts[kind, default: 0]
        counts[kind] = known + 1
        guard known < Self.kept else { return }
        places.append(Place(kind: kind, moment: moment, subject: subject))
    }
}

/// A type of event that is in no reference.
package struct StrangeEvent: Sendable, Equatable {
    /// Empty for events without one.
    package var type: String
    /// The first of them.
    package var moment: Moment
    package var count = 1
    /// Keys of the first, beside `type` and `event_id`.
    package var fields: Set<String>
}
