/// The frame of every page that we write: one file that loads nothing, for a browser, a phone and a printer.
enum HTMLPage {
    /// For a page without a script.
    static let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    /// - Parameter style: CSS behind that of all pages.
    static func page(title: Markup, policy: String = policy, style: String = "", body: Markup) -> Markup {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="\(policy)">
        <title>\(title)</title>
        <style>
        \(.trusted(HTMLStyle.text))\(style.isEmpty ? "" : .trusted("\n" + style))
        </style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }
}
