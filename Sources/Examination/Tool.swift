/// Name and version, as captures and `--version` carry them.
package enum Tool {
    package static let version = "0.1.0"
    package static let name = "realtime-doctor \(version)"
}
