/// Transcripts of what the caller said.
enum TranscriptionSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        [scope.check("completed", "Every utterance is transcribed", Transcripts())]
    }
}
