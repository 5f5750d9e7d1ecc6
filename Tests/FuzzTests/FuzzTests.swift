import CallCapture
import Diagnosis
import JSONText
import ModelMock
import Scenarios
import TestSupport
import Testing
import WebSocketWire

/// Whatever comes from outside ends in an answer: no trap, no hang, no growth, and the same again for the same input.
struct FuzzTests {
    private static func lines(_ path: String) throws -> [[UInt8]] {
        try Fixtures.bytes(path).split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    // MARK: The wire

    @Test func `broken frames end in events and at most one close`() throws {
        let texts = try Self.lines("Fuzz/client-events.jsonl")
        for round in Rounds.range {
            var damage = Damage(seed: round, others: texts)
            let connection = WebSocketConnection(
                role: .server, deflate: round % 2 == 0 ? DeflateParameters() : nil, maximumMessageBytes: 1 << 20)
            var stream: [UInt8] = []
            for _ in 0...damage.number(below: 6) { stream += frame(damage.pick(), &damage) }
            if damage.number(below: 8) > 0 { stream = damage.damaged(stream) }
            var messageBytes = 0
            var ends = 0
            for piece in damage.pieces(stream) {
                piece.withUnsafeBytes { bytes in
                    connection.receive(bytes) { event in
                        switch event {
                        case .message(.text(let text)): messageBytes = max(messageBytes, text.utf8.count)
                        case .message(.binary(let bytes)): messageBytes = max(messageBytes, bytes.count)
                        case .close, .failed: ends += 1
                        default: break
                        }
                    }
                }
            }
            #expect(ends <= 1, "round \(round)")
            #expect(messageBytes <= 1 << 20, "round \(round)")
            #expect(ends == 0 || connection.isReceivingOver, "round \(round)")
        }
    }

    /// As a client sends it, or nearly.
    private func frame(_ payload: [UInt8], _ damage: inout Damage) -> [UInt8] {
        let opcodes: [UInt8] = [0x81, 0x81, 0x81, 0x82, 0x01, 0x80, 0x89, 0x8A, 0x88, 0xC1, 0x8B, 0xF1]
        let payload = damage.number(below: 4) == 0 ? Array(payload.prefix(100)) : payload
        let count = payload.count
        let length: [UInt8] =
            count < 126
            ? [0x80 | UInt8(count)] : [0xFE, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
        return [opcodes[damage.number(below: opcodes.count)]] + length + [0, 0, 0, 0] + payload
    }

    // MARK: Client events

    @Test func `a client that sends anything is answered, and its neighbour notices nothing`() throws {
        let seeds = try Self.lines("Fuzz/client-events.jsonl")
        var neighbour = VirtualModelCall()
        for round in Rounds.range {
            var damage = Damage(seed: round, others: seeds)
            var call = VirtualModelCall()
            for _ in 0...damage.number(below: 12) {
                let event = damage.number(below: 3) == 0 ? damage.pick() : damage.damaged(damage.pick())
                if damage.number(below: 20) == 0 {
                    call.send(binary: event)
                } else {
                    // What is no UTF-8 the wire has refused before.
                    call.send(text: String(decoding: event, as: UTF8.self))
                }
                call.wait(.milliseconds(damage.number(below: 300)))
            }
            call.send(["type": "no.such.event", "event_id": "last"])
            #expect(
                call.ending != nil || call.received("error").contains { $0["error"]?["event_id"] == "last" },
                "round \(round)")
            for event in call.received { #expect(event["type"]?.string?.isEmpty == false, "round \(round)") }
        }
        neighbour.ask("Hello")
        neighbour.wait(for: "response.done")
        #expect(neighbour.received("response.done").first?["response"]?["status"] == "completed")
    }

    // MARK: Files

    @Test func `a broken scenario is read or refused with its lines`() throws {
        let seeds = try Fixtures.names(in: "Scenarios").filter { $0.hasSuffix(".yaml") }
            .map { try Fixtures.bytes("Scenarios/\($0)") }
        for round in Rounds.range {
            var damage = Damage(seed: round, others: seeds)
            let text = damage.damaged(damage.pick())
            guard case .failure(let failure) = ScenarioFile.parse(text, file: "f.yaml") else { continue }
            let lines = text.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 1
            #expect(!failure.errors.isEmpty, "round \(round)")
            // A reader may count a last line that is empty, and line breaks of Unicode.
            for error in failure.errors where text.allSatisfy({ $0 < 0x80 }) {
                #expect((0...lines + 1).contains(error.line), "round \(round): line \(error.line) of \(lines)")
                #expect(!error.message.isEmpty, "round \(round)")
            }
        }
    }

    @Test func `a broken capture is judged or refused, twice alike`() throws {
        let seeds = try Fixtures.names(in: "Captures").filter { $0.hasSuffix(".jsonl") }
            .map { try Fixtures.bytes("Captures/\($0)") }.map { Array($0.prefix(60_000)) }
        for round in Rounds.range {
            var damage = Damage(seed: round, others: seeds)
            let text = damage.damaged(damage.pick())
            let first = Self.outcome(text)
            #expect(first == Self.outcome(text), "round \(round)")
            #expect(!first.isEmpty, "round \(round)")
        }
    }

    private static func outcome(_ capture: [UInt8]) -> String {
        do {
            let report = try Examiner.examine(capture)
            return "\(report.verdict) \(report.findings.map(\.summary)) \(report.indicators.map(\.reason))"
        } catch {
            return "\(error)"
        }
    }
}
