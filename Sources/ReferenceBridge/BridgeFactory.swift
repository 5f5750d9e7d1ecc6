import DidYouMean
import RealtimeProtocol
package import Scenarios

/// Makes the bridges of a run: the correct one, with the defects of a scenario around it.
package struct BridgeFactory: Sendable {
    private let settings: BridgeSettings
    private let defects: [any BridgeDefect.Type]
    private let shared = DefectGlobals()

    package init(settings: BridgeSettings = .init(), plan: BridgePlan = .init()) throws(UnknownDefect) {
        var settings = settings
        if plan.firstWord == .caller { settings.greeting = nil }
        if let instructions = plan.instructions { settings.instructions = instructions }
        settings.format = AudioFormatSpec(name: plan.format) ?? .pcmu
        settings.interruptsResponse = plan.interrupter == .service
        self.settings = settings
        var defects: [any BridgeDefect.Type] = []
        for id in plan.defects {
            guard let defect = BridgeDefects.all.first(where: { $0.id == id }) else { throw UnknownDefect(id: id) }
            defects.append(defect)
        }
        self.defects = defects
    }

    /// - Parameter call: From 1; one machine for each phone connection.
    package func bridge(call: Int) -> any BridgeMachine {
        let seat = DefectSeat(call: call, settings: settings, shared: shared)
        return defects.reduce(ReferenceBridge(settings: settings)) { bridge, defect in wrap(bridge, defect, seat) }
    }

    /// The webhook's answer.
    ///
    /// - Parameter host: To which the question came.
    package func twiml(host: String) -> String {
        defects.reduce(IncomingCall.twiml(host: host)) { twiml, defect in defect.answers(twiml) }
    }

    private func wrap<Defect: BridgeDefect>(
        _ bridge: any BridgeMachine, _ defect: Defect.Type, _ seat: DefectSeat
    ) -> any BridgeMachine { DefectiveBridge(bridge, defect.init(seat)) }
}

/// A scenario wants a defect that there is not.
package struct UnknownDefect: Error, Sendable, Equatable {
    package var id: String

    package var explanation: (message: String, hint: String?) {
        let known = BridgeDefects.all.map { $0.id }
        return (
            "the reference bridge has no defect '\(id)'",
            suggest(id, among: known).map { "did you mean '\($0)'?" }
                ?? "it has \(known.sorted().joined(separator: ", "))"
        )
    }
}
