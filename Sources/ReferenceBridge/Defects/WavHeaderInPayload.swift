/// Every chunk is a little WAV file, header and all.
struct WavHeaderInPayload: BridgeDefect {
    static let id = "wav-header-in-payload"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard let bytes = action.mediaBytes else { return [action] }
        let count = UInt32(bytes.count)
        func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        // WAVE_FORMAT_MULAW, one channel, 8,000 Hz, 8 bits.
        let header =
            Array("RIFF".utf8) + little(36 + count) + Array("WAVEfmt ".utf8) + little(16) + [7, 0, 1, 0] + little(8_000)
            + little(8_000) + [1, 0, 8, 0] + Array("data".utf8) + little(count)
        return [.media(header + bytes, stage.streamSid)]
    }
}
