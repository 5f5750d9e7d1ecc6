/// The frame list of `report.html`: filter, folded deltas, pages, and a frame's text in place.
enum HTMLInspectorScript {
    static let text = #"""
        const body = $("list").tBodies[0], query = $("query"), deltas = $("deltas"), page = 200;
        let found = [], first = 0, singles = null;
        const unfolded = () => singles ||= rows.flatMap((row) => {
          if (!row.members) return [row];
          const list = [];
          for (let i = 0; i < row.members.length; i += 3)
            list.push({ ...row, n: row.members[i], t: row.members[i + 1], size: row.members[i + 2], text: null, members: null, of: row });
          return list;
        }).sort((a, b) => a.n - b.n);
        const holds = (row, n) => {
          if (row.n === n) return true;
          for (let i = 0; i < (row.members || []).length; i += 3) if (row.members[i] === n) return true;
          return false;
        };
        const find = (n) => rows.find((row) => holds(row, n));
        // Terms: type:x dir:up conn:m1 n:12, a bare word is sought in type and text, a minus in front of any excludes.
        const terms = (text) => (text.toLowerCase().match(/\S+/g) || []).map((term) => {
          const not = term.length > 1 && term[0] === "-", [, key, value] = (not ? term.slice(1) : term).match(/^(?:(type|dir|conn|n):)?(.*)$/);
          return { not, key, value };
        });
        const matches = (row, { not, key, value }) => {
          const hit = key === "type" ? row.type.toLowerCase().includes(value)
            : key === "dir" ? row.side.startsWith(value)
            : key === "conn" ? row.conn.toLowerCase() === value
            : key === "n" ? holds(row, Number(value))
            : (row.type + " " + (row.text || "")).toLowerCase().includes(value);
          return hit !== not;
        };
        const bytes = (n) => n < 1000 ? n + " B" : n < 1e6 ? (n / 1000).toFixed(1) + " kB" : (n / 1e6).toFixed(1) + " MB";
        // The words of an event that tell most: an error's message, a status, what was said.
        const gist = (row) => {
          if (row.members || row.of) return row.text && !row.of ? plain(row.text).slice(0, 90) : "";
          const hit = /"(?:message|transcript|text|status|reason|error)":"((?:[^"\\]|\\.){1,90})/.exec(row.text || "");
          return hit ? plain(hit[1]) : "";
        };
        const tokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/g;
        // Indents without parsing, so that numbers stay as they were written.
        function pretty(text) {
          const pre = make("pre"), list = text.match(tokens) || [];
          if (!/^[[{]/.test(text) || list.join("").length !== text.length) { pre.textContent = plain(text); return pre; }
          let depth = 0;
          const line = () => pre.append("\n" + "  ".repeat(depth));
          list.forEach((token, index) => {
            const next = list[index + 1];
            if (token === "{" || token === "[") {
              pre.append(token);
              depth++;
              if (next !== "}" && next !== "]") line();
            } else if (token === "}" || token === "]") {
              depth--;
              if (list[index - 1] !== "{" && list[index - 1] !== "[") line();
              pre.append(token);
            } else if (token === ",") { pre.append(","); line(); }
            else if (token === ":") pre.append(": ");
            else pre.append(make("span", token[0] === '"' ? (next === ":" ? "k" : "q") : "v", plain(token)));
          });
          return pre;
        }
        function detail(row) {
          const line = make("tr", "detail"), cell = make("td");
          cell.colSpan = 5;
          if (row.of) cell.append(make("p", "dim", `Payload not kept in this page; frame ${row.n} of capture.jsonl has it.`));
          else if (row.members) {
            const count = row.members.length / 3, last = row.members[row.members.length - 3];
            cell.append(make("p", "dim", `${count} frames, #${row.n} to #${last}, ${bytes(row.size)}${row.t === null ? "" : ", until " + clock(row.members[row.members.length - 2])}. Their payload is in capture.jsonl.`));
            if (row.text) cell.append(make("pre", "", plain(row.text)));
          } else if (row.text === null) cell.append(make("p", "dim", `Not kept in this page; frame ${row.n} of capture.jsonl has it.`));
          else cell.append(row.text ? pretty(row.text) : make("p", "dim", "No payload."));
          line.append(cell);
          return line;
        }
        function line(row) {
          const node = make("tr", "row" + (row === selected ? " on" : "") + (isCited(row) ? " cited" : ""));
          const n = make("td", "n"), button = make("button", "", "#" + row.n);
          button.type = "button";
          button.setAttribute("aria-expanded", row === selected);
          n.append(button);
          const side = make("td", "d " + row.side, row.side === "up" ? "↑" : row.side === "down" ? "↓" : "·");
          side.setAttribute("aria-label", row.side === "up" ? "to the model" : row.side === "down" ? "from the model" : "observed");
          const event = make("td", "e");
          event.append(make("span", isBad(row) ? "bad" : "", plain(row.type)));
          if (row.members) event.append(make("span", "fold", " × " + row.members.length / 3));
          const words = gist(row);
          if (words) event.append(make("span", "gist", words));
          node.append(n, make("td", "t", row.t === null ? "" : row.t.toFixed(3)), side, event, make("td", "s", row.size ? bytes(row.size) : ""));
          node.addEventListener("click", () => select(row === selected ? null : row, "list"));
          return node;
        }
        function fill() {
          const shown = found.slice(first, first + page);
          body.replaceChildren(...shown.flatMap((row) => row === selected ? [line(row), detail(row)] : [line(row)]));
          $("pages").hidden = found.length <= page;
          const [back, on] = document.querySelectorAll("[data-page]");
          back.disabled = first === 0;
          on.disabled = first + page >= found.length;
          $("count").textContent = found.length ? `${first + 1}–${first + shown.length} of ${found.length}` : "none";
        }
        function filter() {
          const all = terms(query.value), source = deltas.checked ? unfolded() : rows;
          found = all.length ? source.filter((row) => all.every((term) => matches(row, term))) : source;
          first = 0;
          fill();
        }
        listeners.push((row, from) => {
          if (row) {
            let index = found.indexOf(row);
            if (index < 0) { query.value = ""; deltas.checked = false; filter(); index = found.indexOf(row); }
            if (index < first || index >= first + page) first = Math.max(0, index - 20);
          }
          fill();
          if (!row || from === "keys") return;
          const node = body.querySelector("tr.on");
          if (node && from !== "list") node.scrollIntoView({ block: "center" });
          if (node) node.querySelector("button").focus({ preventScroll: true });
        });
        query.addEventListener("input", filter);
        deltas.addEventListener("change", filter);
        $("filter").addEventListener("submit", (event) => event.preventDefault());
        document.querySelectorAll("[data-page]").forEach((button) => button.addEventListener("click", () => {
          first = Math.min(Math.max(0, first + Number(button.dataset.page) * page), Math.max(0, found.length - 1));
          fill();
          $("filter").scrollIntoView();
        }));
        $("filter").hidden = $("list").hidden = false;
        filter();
        """#
}
