// Reads one file of any kind that diagnose reads, record by record or as bytes, with the errors that every command gives.
import CallCapture
import Diagnosis
import Transport

/// Why a file is of no use, in one line, and what to try.
struct InputError: Error {
    var message: String
    var hint: String?

    init(_ error: TransportError) { (message, hint) = (error.explanation.message, error.explanation.hint) }

    init(_ file: String, _ error: CaptureReadingError) {
        (message, hint) = ("\(file): \(error.explanation.message)", error.explanation.hint)
    }

    init(_ file: String, _ error: ExaminationError) { (message, hint) = ("\(file): \(error.message)", error.hint) }

    init(_ message: String, hint: String?) { (self.message, self.hint) = (message, hint) }
}

enum CaptureInput {
    /// - Parameter each: given every record; what it is given dies when it returns.
    static func read(_ file: String, _ each: (CaptureRecord) -> Void) throws(InputError) -> ReadingSummary {
        var reader = CaptureReader()
        do throws(TransportError) {
            let chunks = try ChunkReader(path: file)
            while let chunk = try chunks.next() { reader.consume(chunk, each) }
        } catch {
            throw InputError(error)
        }
        do throws(CaptureReadingError) {
            return try reader.finish(each)
        } catch {
            throw InputError(name(file), error)
        }
    }

    /// The whole file.
    ///
    /// - Parameter limit: Bytes.
    static func bytes(_ file: String, limit: Int = 512 << 20) throws(InputError) -> [UInt8] {
        do throws(TransportError) {
            return try Files.read(file, limit: limit)
        } catch {
            throw InputError(error)
        }
    }

    static func name(_ file: String) -> String { file == "-" ? "standard input" : file }
}
