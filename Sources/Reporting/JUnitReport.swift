package import Diagnosis

/// `junit.xml`: the report for a CI. A `verdict` case fails whenever the exit code is not zero; what was not examined is skipped.
package enum JUnitReport {
    package static func text(_ report: Report) -> String { "" }
}
