// What zlib needs to know of an agreed window.

enum DeflateWindow {
    /// zlib makes no raw stream with a window of 256 bytes (8 bits). Its window of 512 serves: it never refers back
    /// farther than 512 - 262 = 250 bytes, so a peer with 256 bytes can read it; and reading with more does no harm.
    static func zlibBits(_ agreed: Int) -> Int32 { -Int32(min(15, max(9, agreed))) }

    /// What ends a sync flush; it does not travel (RFC 7692, 7.2.1).
    static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
}
