/// What a capture says, in protocol terms: connections with their sessions, turns, responses and audio.
package struct Timeline: Sendable {
}
