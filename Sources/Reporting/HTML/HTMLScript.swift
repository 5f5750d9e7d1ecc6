/// What moves in `report.html`. Text from the capture enters the page through `textContent` alone.
enum HTMLScript {
    /// Nothing is loaded from anywhere, and no other script than ours runs, whatever a capture holds. A test recomputes the hash.
    static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; media-src data:; img-src data:; base-uri 'none'; form-action 'none'; script-src '\(hash)'"

    /// SHA-256 of ``text``, base64.
    static let hash = "sha256-RBOxQo1QuGrZ7NtbGtC1rKgHU7Hq3JP5QEBlHj+MZDs="

    static let text =
        "\n" + [begin, HTMLTimelineScript.text, HTMLInspectorScript.text, end].joined(separator: "\n") + "\n"

    private static let begin = #"""
        "use strict";
        (() => {
        const data = JSON.parse(document.getElementById("data").textContent);
        const $ = (id) => document.getElementById(id);
        const make = (name, className, text) => {
          const node = document.createElement(name);
          if (className) node.className = className;
          if (text !== undefined) node.textContent = text;
          return node;
        };
        // One object for each row; single deltas are made when they are asked for.
        const sides = ["up", "down", "none"];
        const rows = data.rows.map(([n, t, side, type, size, text, conn, members]) =>
          ({ n, t, side: sides[side], type: data.types[type], size, text, conn, members }));
        const isCited = (row) => row.n in data.cited;
        const failures = new Set(data.failures), isBad = (row) => failures.has(row.n);
        const clock = (t) => t === null ? "" : t.toFixed(3) + " s";
        // Marks that turn the direction of writing would let a text lie about itself.
        const plain = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
          (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
        const listeners = [];
        let selected = null;
        const select = (row, from) => { selected = row; listeners.forEach((each) => each(row, from)); };
        """#

    private static let end = #"""
        document.addEventListener("click", (event) => {
          const link = event.target.closest("a[data-frame]");
          if (!link) return;
          const row = find(Number(link.dataset.frame));
          if (!row) return;
          event.preventDefault();
          select(row, "link");
        });
        const copy = $("copy");
        if (copy && navigator.clipboard) {
          copy.hidden = false;
          copy.addEventListener("click", () => navigator.clipboard.writeText(data.plain)
            .then(() => { copy.textContent = "Copied"; }, () => { copy.textContent = "The browser does not allow it"; }));
        }
        addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
        })();
        """#
}
