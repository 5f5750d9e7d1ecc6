// The sending half of a WebSocket: everything goes to the end of one output buffer, which Transport flushes once per
// turn of its loop.

extension WebSocketConnection {
    package func send(_ message: WireMessage) {
        switch message {
        case .text(let text): send(text)
        case .binary(let bytes): bytes.withUnsafeBytes { send(binary: $0) }
        }
    }

    /// Nothing is sent once a Close frame was; ask `isCloseSent` where it matters.
    package func send(_ text: String) {
        var text = text
        text.withUTF8 { send(text: UnsafeRawBufferPointer($0)) }
    }

    /// - Parameter utf8: Trusted to be UTF-8.
    package func send(text utf8: UnsafeRawBufferPointer) { sendMessage(FramePiece.Opcode.text, utf8) }

    package func send(binary bytes: UnsafeRawBufferPointer) { sendMessage(FramePiece.Opcode.binary, bytes) }

    /// - Parameter payload: Cut to 125 bytes.
    package func ping(_ payload: [UInt8] = []) { sendControl(FramePiece.Opcode.ping, payload) }

    /// Unsolicited, or the late answer to a ping.
    package func pong(_ payload: [UInt8] = []) { sendControl(FramePiece.Opcode.pong, payload) }

    /// Sends the Close frame, once.
    ///
    /// - Parameters:
    ///   - code: Any number, also one that may not travel (a fault on purpose); nil sends an empty Close frame.
    ///   - reason: Cut to 123 bytes between characters; not sent without a code.
    package func close(code: CloseCode?, reason: String = "") {
        guard !isCloseSent else { return }
        var payload: [UInt8] = []
        if let code {
            payload = [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)] + reason.utf8Prefix(maximumBytes: 123)
        }
        sendControl(FramePiece.Opcode.close, payload)
        isCloseSent = true
    }

    /// Puts bytes on the wire as they are, also after a Close frame: how malformed frames are made on purpose.
    package func sendRaw(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { output.append($0) }
    }

    /// Bytes that wait to be written.
    package var outputCount: Int { output.count }

    /// Shows what waits to be written. `write` returns how much of it is done with; the rest is shown again next time.
    /// It must not send.
    package func flush<Failure: Error>(_ write: (UnsafeRawBufferPointer) throws(Failure) -> Int) throws(Failure) {
        guard !output.isEmpty else { return }
        output.consume(try write(output.bytes))
    }

    /// Takes all that waits to be written.
    package func takeOutput() -> [UInt8] {
        defer { output.removeAll() }
        return Array(output.bytes)
    }

    private func sendMessage(_ opcode: UInt8, _ payload: UnsafeRawBufferPointer) {
        guard !isCloseSent else { return }
        guard let deflater else { return sendFragments(opcode, payload, reserved: 0) }
        deflater.deflate(payload) { bytes, isCompressed in sendFragments(opcode, bytes, reserved: isCompressed ? 4 : 0)
        }
    }

    private func sendFragments(_ opcode: UInt8, _ payload: UnsafeRawBufferPointer, reserved: UInt8) {
        guard let size = fragmentBytes, size > 0, payload.count > size else {
            return append(opcode, reserved: reserved, payload)
        }
        var start = 0
        while start < payload.count {
            let end = min(start + size, payload.count)
            append(
                start == 0 ? opcode : FramePiece.Opcode.continuation, isFinal: end == payload.count,
                reserved: start == 0 ? reserved : 0, UnsafeRawBufferPointer(rebasing: payload[start..<end])
            )
            start = end
        }
    }

    private func sendControl(_ opcode: UInt8, _ payload: [UInt8]) {
        guard !isCloseSent else { return }
        payload.withUnsafeBytes { append(opcode, reserved: 0, UnsafeRawBufferPointer(rebasing: $0.prefix(125))) }
    }

    private func append(_ opcode: UInt8, isFinal: Bool = true, reserved: UInt8, _ payload: UnsafeRawBufferPointer) {
        FrameWriter.append(
            opcode: opcode, isFinal: isFinal, reserved: reserved, mask: maskKey?(), payload: payload, to: output
        )
    }
}
