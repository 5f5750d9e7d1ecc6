import CallCapture
import Diagnosis
import Foundation
import JSONText
import TestSupport
import Testing

@testable import Reporting

struct HTMLReportTests {
    private func page(_ report: Report, capture: [UInt8] = []) -> String {
        HTMLReport.text(report, frames: FrameListBuilder.list(of: capture), audio: CaptureAudio(of: capture))
    }

    @Test func `the policy names the hash of the script that is in the page`() {
        #expect(HTMLScript.hash == "sha256-" + Data(SHA256.digest(Array(HTMLScript.text.utf8))).base64EncodedString())
    }
}
