/// Close 1000, and the service's answer to it.
enum OrderlyEndSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        [scope.check("closed", "The connection closes in order", OrderlyEnd())]
    }
}
