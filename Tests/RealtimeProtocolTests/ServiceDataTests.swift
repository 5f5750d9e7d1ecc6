import RealtimeProtocol
import Testing

struct ServiceDataTests {
    @Test(arguments: [
        (ConnectionError.invalidKey("sk-proj-abcdefghijkl"), 3000, "invalid_request_error.invalid_api_key"),
        (.missingModel, 4000, "invalid_request_error.missing_model"),
        (.invalidModel("gpt-4o"), 4000, "invalid_request_error.invalid_model"),
        (.modelNotFound("gpt-nine"), 4004, "invalid_request_error.model_not_found"),
        (.invalidIntent("sing"), 4000, "invalid_request_error.invalid_intent"),
        (.betaShutOff, 4000, "invalid_request_error.beta_api_shape_disabled"),
        (.sessionExpired, 1001, "Your session hit the maximum duration of 60 minutes."),
    ]) func `a refused connection closes with its code and reason`(error: ConnectionError, code: Int, reason: String) {
        #expect(error.closeCode == code)
        #expect(error.closeReason == reason)
        #expect(ConnectionError.code(inReason: reason) == error.error.code)
        #expect(ConnectionError.codes.contains(error.error.code ?? ""))
    }

    @Test func `a key is shown by its ends alone`() {
        let message = ConnectionError.invalidKey("sk-proj-abcdefghijkl").error.message ?? ""
        #expect(message.contains("sk-proj***ijkl."))
        #expect(!message.contains("abcdefgh"))
    }

    @Test func `another close reason names no code`() { #expect(ConnectionError.code(inReason: "going away.") == nil) }

    @Test func `models are known with their end`() {
        #expect(ModelRegistry.find("gpt-realtime")?.isRetired(on: "2026-11-20") == false)
        #expect(ModelRegistry.find("gpt-realtime")?.isRetired(on: "2027-01-20") == true)
        #expect(ModelRegistry.find("gpt-4o-realtime-preview-2024-10-01")?.isRetired(on: "2026-11-20") == true)
        #expect(ModelRegistry.find("whisper-1")?.kind == .transcription)
        #expect(ModelRegistry.find("gpt-4o")?.kind == .notRealtime)
        #expect(ModelRegistry.find("my-deployment") == nil)
        #expect(ModelRegistry.reasons("gpt-realtime-2.1-mini"))
        #expect(!ModelRegistry.reasons("gpt-realtime-2025-08-28"))
    }

    @Test(arguments: [
        (0.0, "0.00ms"), (99.996, "100.00ms"), (20.05, "20.05ms"), (-1, "0.00ms"), (.nan, "0.00ms"),
    ]) func `an empty buffer is told to the hundredth`(milliseconds: Double, text: String) {
        #expect(
            ErrorDetail.commitEmpty(milliseconds: milliseconds).message
                == "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                + "but buffer only has \(text) of audio.")
    }

    @Test func `usage adds up`() {
        let usage = Usage(
            input: TokenDetails(text: 14, audio: 27, image: 0, cached: 0), output: TokenDetails(text: 28, audio: 136))
        #expect(usage.inputTokens == 41)
        #expect(usage.outputTokens == 164)
        #expect(usage.totalTokens == 205)
    }
}
