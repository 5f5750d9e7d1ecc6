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

    /// Of what has to be kept whole, or in parts, bytes.
    static let limit = 512 << 20

    /// The whole file.
    static func bytes(_ file: String) throws(InputError) -> [UInt8] {
        do throws(TransportError) {
            return try Files.read(file, limit: limit)
        } catch {
            throw InputError(error)
        }
    }

    static func name(_ file: String) -> String { file == "-" ? "standard input" : file }
}

/// A file that is read several times, on any thread. What flows, as standard input does, is kept.
struct CaptureSource: Sendable {
    let name: String
    private let path: String
    private let kept: [UInt8]?

    init(_ file: String) throws(InputError) {
        name = CaptureInput.name(file)
        path = file
        guard file != "-", let size = Files.size(file), Files.isPlain(file) else {
            kept = try CaptureInput.bytes(file)
            return
        }
        kept = nil
        if size > CaptureInput.limit { throw InputError(Files.tooLarge(file, limit: CaptureInput.limit)) }
    }

    func read(_ each: (UnsafeRawBufferPointer) -> Void) throws(InputError) {
        if let kept { return kept.withUnsafeBytes { each($0) } }
        do throws(TransportError) {
            let chunks = try ChunkReader(path: path)
            while let chunk = try chunks.next() { each(chunk) }
        } catch {
            throw InputError(error)
        }
    }

    func bytes() throws(InputError) -> [UInt8] {
        if let kept { return kept }
        return try CaptureInput.bytes(path)
    }
}
