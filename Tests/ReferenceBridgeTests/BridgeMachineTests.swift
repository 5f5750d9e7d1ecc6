import ReferenceBridge
import Testing

struct BridgeMachineTests {
    @Test func `links are told apart by their number`() { #expect(ModelLink(1) != ModelLink(2)) }
}
