/// Cuts what the model says into the pieces in which it is streamed.
enum DeltaText {
    /// Words with the space before them, punctuation on its own, as the service streams them: `Hello` `,` ` Marcelo`.
    /// Joined, the pieces are the text.
    static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for character in text {
            let separates = character.isWhitespace || ".,!?;:{}[]\"".contains(character)
            if separates && !piece.isEmpty {
                pieces.append(piece)
                piece = ""
            }
            piece.append(character)
            if separates && !character.isWhitespace {
                pieces.append(piece)
                piece = ""
            }
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }
}
