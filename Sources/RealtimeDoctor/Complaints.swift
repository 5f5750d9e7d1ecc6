// One place that says what stopped a run before there was anything to judge, and with which code the tool then ends.
import CallerSimulator
import CommandLineOptions
import Diagnosis
import Examination
import ReferenceBridge
import Replay
import Transport

extension Console {
    /// Says what happened and what to try.
    ///
    /// - Parameter file: That was read, for errors that do not name it.
    /// - Returns: The exit code: 64 for a name that does not exist, 2 for what could not be examined.
    /// - Throws: A wrong command line, which is said where all of them are.
    func complain(about error: any Error, file: String = "") throws(UsageError) -> Int32 {
        let place = file.isEmpty ? "" : "\(file): "
        switch error {
        case let error as UsageError: throw error
        case let error as FixtureError:
            complain(error.message, hint: error.hint)
            // A name that does not exist is a wrong word; a file that is broken could not be examined.
            return error.isWrongName ? UsageError.exitCode : 2
        case let error as CallerVoiceError: complain(error.explanation.message, hint: error.explanation.hint)
        case let error as UnknownDefect: complain(error.explanation.message, hint: error.explanation.hint)
        case let error as TransportError: complain(error.explanation.message, hint: error.explanation.hint)
        case let error as InputError: complain(error.message, hint: error.hint)
        case let error as RecordedCall.Problem: complain(place + error.message, hint: error.hint)
        case let error as ExaminationError: complain(error.message, hint: error.hint)
        default: complain("\(error)", hint: nil)
        }
        return 2
    }
}
