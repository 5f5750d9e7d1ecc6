package import JSONText

/// One piece of a message: text, or audio with its transcript, or an image. Realtime reference, 6.4.
package struct ContentPart: WireObject {
    package var type: ContentType
    package var text: String?
    /// base64; never echoed except in `conversation.item.retrieved`.
    package var audio: String?
    package var transcript: String?
    /// A data URI, PNG or JPEG.
    package var imageURL: String?
    package var extra: JSONObject = [:]

    package init(
        type: ContentType, text: String? = nil, audio: String? = nil, transcript: String? = nil, imageURL: String? = nil
    ) {
        self.type = type
        self.text = text
        self.audio = audio
        self.transcript = transcript
        self.imageURL = imageURL
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        type = try reader.token("type")
        text = reader.optionalString("text")
        audio = reader.optionalString("audio")
        transcript = reader.optionalString("transcript")
        imageURL = reader.optionalString("image_url")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("type", type)
        writer.put("text", text)
        writer.put("transcript", transcript)
        writer.put("audio", audio)
        writer.put("image_url", imageURL)
    }
}

extension ContentPart {
    package static func inputText(_ text: String) -> ContentPart { ContentPart(type: .inputText, text: text) }
    package static func outputText(_ text: String) -> ContentPart { ContentPart(type: .outputText, text: text) }
    package static func outputAudio(transcript: String) -> ContentPart {
        ContentPart(type: .outputAudio, transcript: transcript)
    }

    /// What is to be read in it, whatever its kind.
    package var words: String? { text ?? transcript }
}

package struct ContentType: WireToken {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let inputText: Self = "input_text"
    package static let inputAudio: Self = "input_audio"
    package static let inputImage: Self = "input_image"
    package static let outputText: Self = "output_text"
    package static let outputAudio: Self = "output_audio"
    /// An assistant's text in the beta, and in `content_part` events of both dialects.
    package static let text: Self = "text"
    package static let audio: Self = "audio"

    package var isText: Bool { self == .inputText || self == .outputText || self == .text }
    package var isAudio: Bool { self == .inputAudio || self == .outputAudio || self == .audio }

    /// The name of an assistant's content in GA.
    package var ga: ContentType {
        Renames.assistantContent.first { $0.beta == rawValue }.map { ContentType(rawValue: $0.ga) } ?? self
    }
    /// The name of an assistant's content in the beta.
    package var beta: ContentType {
        Renames.assistantContent.first { $0.ga == rawValue }.map { ContentType(rawValue: $0.beta) } ?? self
    }
}
