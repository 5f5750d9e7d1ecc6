import Base64Coding

/// What a picture costs. The Realtime API names no formula; this is that of its siblings: 85 tokens, and with high detail 170 more for
/// each square of 512 pixels. OpenAI, images and vision guide.
enum ImageTokens {
    /// - Parameters:
    ///   - url: A data URI.
    ///   - detail: `low`, `high` or `auto`.
    static func count(_ url: String, detail: String?) -> Int {
        guard detail != "low" else { return 85 }
        let size = size(url) ?? (512, 512)
        // Pictures are first made to fit 2,048 pixels, then 768 on the shorter side.
        let fit = min(1, 2_048 / Double(max(size.width, size.height, 1)))
        let width = Double(size.width) * fit
        let height = Double(size.height) * fit
        let shrink = min(1, 768 / max(min(width, height), 1))
        return 85 + 170 * squares(width * shrink) * squares(height * shrink)
    }

    private static func squares(_ length: Double) -> Int { max(1, Int((length / 512).rounded(.up))) }

    /// A PNG says its size in its first 24 bytes.
    private static func size(_ url: String) -> (width: Int, height: Int)? {
        guard url.hasPrefix("data:image/png;base64,"), let comma = url.firstIndex(of: ",") else { return nil }
        // 32 letters hold 24 bytes.
        var start = String(url[url.index(after: comma)...].prefix(32))
        var bytes: [UInt8] = []
        guard start.utf8.count == 32,
            start.withUTF8({ Base64.decode(UnsafeRawBufferPointer($0), into: &bytes) }) == nil, bytes.count == 24,
            bytes[1...3].elementsEqual("PNG".utf8)
        else { return nil }
        func number(_ from: Int) -> Int { bytes[from..<(from + 4)].reduce(0) { $0 << 8 | Int($1) } }
        let size = (width: number(16), height: number(20))
        return size.width > 0 && size.height > 0 ? size : nil
    }
}
