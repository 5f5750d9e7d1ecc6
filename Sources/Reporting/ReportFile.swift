/// A file of a report folder as a value; whoever owns the disk writes it.
package struct ReportFile: Sendable, Equatable {
    /// Without a folder: `report.json`.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
