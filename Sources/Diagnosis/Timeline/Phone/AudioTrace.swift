/// When audio passed, and how much: one point for every twentieth of a second at most, so that an hour takes a megabyte.
/// Where messages are few and long, one for each: what came before and after a `clear` must not become one.
package struct AudioTrace: Sendable {
    package struct Point: Sendable, Equatable {
        package var frame: Int
        /// NaN where the source keeps no times.
        fileprivate var seconds: Double
        /// Milliseconds that had passed before it.
        package var startMs: Double

        package var moment: Moment { Moment(frame: frame, time: seconds.isNaN ? nil : seconds) }
    }

    package private(set) var points: [Point] = []
    package private(set) var milliseconds = 0.0

    /// Seconds, or frames where there are no times.
    private static let resolution = 0.05
    private static let frames = 5
    /// Twenty hours of points.
    private static let capacity = 1_500_000
    private let isExact: Bool

    /// - Parameter isExact: A point for every message.
    package init(isExact: Bool = false) { self.isExact = isExact }

    mutating func add(_ length: Double, at moment: Moment) {
        let isNear =
            points.last.map { last in
                moment.time.map { $0 - last.seconds < Self.resolution } ?? (moment.frame - last.frame < Self.frames)
            } ?? false
        if isExact || !isNear, points.count < Self.capacity {
            points.append(Point(frame: moment.frame, seconds: moment.time ?? .nan, startMs: milliseconds))
        }
        milliseconds += length
    }

    /// Milliseconds that had passed at a time, to a twentieth of a second unless exact.
    package func position(at seconds: Double) -> Double {
        let next = points.firstIndexAfter { $0.seconds <= seconds }
        return next < points.endIndex ? points[next].startMs : milliseconds
    }

    /// The same for captures without times.
    package func position(atFrame frame: Int) -> Double {
        let next = points.firstIndexAfter { $0.frame <= frame }
        return next < points.endIndex ? points[next].startMs : milliseconds
    }

    /// When a position passed: the beginning of its twentieth of a second. Nil when it never did.
    package func moment(of position: Double) -> Moment? {
        guard position < milliseconds else { return nil }
        let next = points.firstIndexAfter { $0.startMs <= position }
        return next > points.startIndex ? points[next - 1].moment : nil
    }
}
