// RealtimeProtocol
