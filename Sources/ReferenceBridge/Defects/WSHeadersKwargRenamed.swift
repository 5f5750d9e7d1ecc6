import WebSocketWire

/// The call of the model raises an exception, and with its handler goes the caller's socket.
struct WSHeadersKwargRenamed: BridgeDefect {
    static let id = "ws-headers-kwarg-renamed"
    private var isClosed = false
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromCarrier("start"), !isClosed {
            isClosed = true
            stage.also(does: .closeCarrier(code: .internalError, reason: ""))
        }
        return []
    }
}
