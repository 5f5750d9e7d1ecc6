// Several calls at once and one mock: which call a new connection to the model belongs to.
import WebSocketWire

/// A client of the Realtime API names no call, so what is known of the calls decides: an id of the carrier in the request, else
/// who is still without a model, else who has lost it.
struct SessionCasting {
    struct Role: Equatable {
        /// From 1.
        var call: Int
        /// Which of the call's connections to the model, from 1.
        var session: Int
    }

    private struct Seat {
        var call: Int
        /// What a bridge may pass on of the call: its SID, its stream's.
        var names: [String]
        var sessions = 0
        var open = 0
        var isOver = false
    }

    /// In the order in which the calls were placed.
    private var seats: [Seat] = []
    private var roles: [Int: Role] = [:]

    mutating func placed(_ call: Int, names: [String]) { seats.append(Seat(call: call, names: names)) }

    mutating func finished(_ call: Int) {
        if let index = seats.firstIndex(where: { $0.call == call }) { seats[index].isOver = true }
    }

    /// The call has had a connection to the model, or wants none any more.
    func isServed(_ call: Int) -> Bool {
        seats.first { $0.call == call }.map { $0.sessions > 0 || $0.isOver } ?? true
    }

    /// - Parameter number: Of the session, as the mock counts.
    mutating func began(_ number: Int, _ request: HTTPRequestHead) -> Role {
        guard let index = seat(of: request) else { return Role(call: 1, session: number) }
        seats[index].sessions += 1
        seats[index].open += 1
        let role = Role(call: seats[index].call, session: seats[index].sessions)
        roles[number] = role
        return role
    }

    mutating func ended(_ number: Int) {
        guard let role = roles.removeValue(forKey: number) else { return }
        if let index = seats.firstIndex(where: { $0.call == role.call }) { seats[index].open -= 1 }
    }

    private func seat(of request: HTTPRequestHead) -> Int? {
        let words = [request.target] + request.headers.fields.map(\.value)
        if let named = seats.firstIndex(where: { seat in
            seat.names.contains { name in !name.isEmpty && words.contains { $0.contains(name) } }
        }) {
            return named
        }
        let waiting = seats.indices.filter { !seats[$0].isOver }
        return waiting.first { seats[$0].sessions == 0 } ?? waiting.first { seats[$0].open == 0 } ?? waiting.last
            ?? seats.indices.last
    }
}
