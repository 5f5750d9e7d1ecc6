package import Diagnosis
package import JSONText

/// Several runs of the same examination side by side: rows are questions, columns are models.
package struct ComparisonReport {
    private let columns: [(name: String, report: Report)]

    /// - Parameter columns: In the order they were asked for; the name is the model.
    package init(_ columns: [(name: String, report: Report)]) { self.columns = columns }

    package func text(style: TextStyle) -> String { "" }

    /// `{"comparison":1,"models":[{"model":…,"report":{…}}]}`
    package var json: JSON { .null }

    /// Of the run: the worst of its columns. A fault outranks what could not be examined.
    package var verdict: Verdict { .pass }
}
