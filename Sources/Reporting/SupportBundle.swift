package import Diagnosis

/// A `.tar` of a report folder to attach to a support request, with a README that says what is inside and what was left out.
package enum SupportBundle {
    /// An uncompressed POSIX ustar archive; compress it where zlib is.
    ///
    /// - Parameter folder: Name of the one folder that everything unpacks into.
    package static func bytes(_ files: [ReportFile], report: Report, folder: String) -> [UInt8] { [] }
}
