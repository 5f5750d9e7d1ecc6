/// The two-lane timeline of `report.html`: draws only what is in view, so that an hour scrolls as well as a minute.
enum HTMLTimelineScript {
    static let text = #"""
        (() => {
        const lanes = $("lanes");
        if (!lanes) return;
        const span = $("span"), start = data.start, length = Math.max(data.end - data.start, 0.5);
        const wire = data.phone ? 274 : 0, height = data.phone ? 318 : 274, top = 75, axis = 137, bottom = 203, half = 40;
        if (wire) lanes.classList.add("phone");
        const lead = 12;
        const svgNode = (name, attributes) => {
          const node = document.createElementNS("http://www.w3.org/2000/svg", name);
          for (const key in attributes) node.setAttribute(key, attributes[key]);
          return node;
        };
        const svg = svgNode("svg", { "aria-hidden": "true" });
        span.append(svg);
        const tip = make("div");
        tip.id = "tip"; tip.hidden = true; document.body.append(tip);
        const waves = ["caller", "assistant"].map((name, index) => {
          const wave = data[name];
          if (!wave) return null;
          const text = atob(wave.data);
          return { name, middle: index ? bottom : top, peaks: Uint8Array.from(text, (c) => c.charCodeAt(0)) };
        }).filter(Boolean);
        const events = rows.filter((row) => row.t !== null && !(row.members && !isCited(row)) && !/^(ping|pong)$/.test(row.type));
        let scale = 0, head = null, frame = 0;
        const fit = () => Math.max((lanes.clientWidth - 2 * lead) / length, lanes.clientWidth < 600 ? 40 : 14);
        const x = (t) => lead + (t - start) * scale - lanes.scrollLeft;
        const time = (px) => start + (px + lanes.scrollLeft - lead) / scale;
        const zoom = (next, around) => {
          const middle = around ?? lanes.clientWidth / 2, keep = time(middle);
          scale = Math.min(Math.max(next, 0.2), 2000, 8e6 / length);
          span.style.width = Math.max(length * scale + 2 * lead, lanes.clientWidth) + "px";
          lanes.scrollLeft = (keep - start) * scale + lead - middle;
          draw();
        };
        const draw = () => { if (!frame) frame = requestAnimationFrame(paint); };
        const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];
        const label = (t, step) => step < 1 ? t.toFixed(1) : t < 60 ? t.toFixed(0) + " s" : Math.floor(t / 60) + ":" + String(Math.round(t % 60)).padStart(2, "0");
        function wavePath(wave, width) {
          const perPixel = data.peaks / scale, first = (time(0) - data.origin) * data.peaks;
          let over = "", under = "";
          for (let px = 0; px < width; px += 1.5) {
            const from = Math.max(0, Math.floor(first + px * perPixel));
            const to = Math.min(wave.peaks.length, Math.max(from + 1, Math.ceil(first + (px + 1.5) * perPixel)));
            if (first + px * perPixel < 0) { if (over) over += `L${px} ${wave.middle}`; continue; }
            let peak = 0;
            for (let i = from; i < to; i++) if (wave.peaks[i] > peak) peak = wave.peaks[i];
            const high = Math.max(peak / 255 * half, 0.4);
            over += (over ? "L" : "M") + px.toFixed(1) + " " + (wave.middle - high).toFixed(1);
            under = "L" + px.toFixed(1) + " " + (wave.middle + high).toFixed(1) + under;
          }
          return over && over + under + "Z";
        }
        function paint() {
          frame = 0;
          const width = lanes.clientWidth, from = time(-20), to = time(width + 20), parts = [];
          const add = (name, attributes, text) => {
            const node = svgNode(name, attributes);
            if (text !== undefined) node.textContent = text;
            parts.push(node);
          };
          const step = steps.find((each) => each * scale >= 70) || 1800;
          for (let t = Math.max(0, Math.floor(from / step) * step); t <= Math.min(to, data.end + step); t += step) {
            add("line", { class: "grid", x1: x(t), x2: x(t), y1: 0, y2: height });
            add("text", { x: x(t) + 4, y: axis + 4 }, label(t, step));
          }
          for (const [a, b, , text] of data.speech) {
            const end = b ?? data.end;
            if (end < from || a > to) continue;
            const w = Math.max((end - a) * scale, 2);
            add("rect", { class: "speech", x: x(a), y: 20, width: w, height: top + half - 18, rx: 3 });
            const letters = Math.floor((w - 8) / 6.7);
            if (text && letters > 0) add("text", { x: x(a) + 4, y: 31, class: "caller" }, letters < text.length ? plain(text).slice(0, Math.max(1, letters - 1)) + (letters > 2 ? "…" : "") : plain(text));
          }
          for (const [a, b, , status] of data.responses) {
            const end = b ?? data.end;
            if (end < from || a > to) continue;
            const kind = b === null ? " never" : /failed|incomplete/.test(status) ? " bad" : "";
            add("rect", { class: "bar" + kind, x: x(a), y: bottom + half + 4, width: Math.max((end - a) * scale, 3), height: 7, rx: 3.5 });
            if (status && status !== "completed") add("text", { x: x(a), y: (wire || height) - 4 }, plain(status));
          }
          if (wire) {
            add("line", { class: "grid", x1: 0, x2: width, y1: wire + 5, y2: wire + 5 });
            for (const [name, y, spans] of [["spoken", wire + 22, data.phone.spoken], ["heard", wire + 32, data.phone.heard]]) for (const [a, b] of spans)
              if (b >= from && a <= to) add("rect", { class: name, x: x(a), y, width: Math.max((b - a) * scale, 2), height: 8, rx: 2 });
            for (const t of data.phone.over) if (t !== null && t >= from && t <= to)
              add("line", { class: "over", x1: x(t), x2: x(t), y1: wire + 19, y2: wire + 43 });
          }
          for (const wave of waves) {
            const path = wavePath(wave, width);
            if (path) add("path", { class: wave.name, d: path });
          }
          let last = -9;
          for (const row of events) {
            if (row.t < from || row.t > to) continue;
            const at = x(row.t), strong = isCited(row) || isBad(row) || row === selected;
            // Where events lie closer than pixels, one tick stands for them.
            if (!strong && at - last < 1.2) continue;
            last = at;
            const [y1, y2] = row.side === "up" ? [axis - 17, axis - 8] : row.side === "down" ? [axis + 8, axis + 17] : [axis - 8, axis + 8];
            if (isCited(row)) {
              add("line", { class: "cited line", x1: at, x2: at, y1: 12, y2: height - 4 });
              add("circle", { class: "flag", cx: at, cy: 8, r: 4 });
            }
            add("line", { class: `tick ${row.side}${isBad(row) ? " error" : ""}`, x1: at, x2: at, y1: isBad(row) ? y1 - 4 : y1, y2: isBad(row) ? y2 + 4 : y2 });
            if (row === selected) add("circle", { class: "here", cx: at, cy: (y1 + y2) / 2, r: 9 });
          }
          if (head !== null) add("line", { class: "head", x1: x(head), x2: x(head), y1: 0, y2: height });
          add("text", { class: "voice caller", x: 8, y: 14 }, "Caller");
          add("text", { class: "voice assistant", x: 8, y: axis + 32 }, "Assistant");
          if (wire) add("text", { class: "voice", x: 8, y: wire + 17 }, "On the telephone");
          svg.setAttribute("width", width); svg.setAttribute("height", height);
          svg.replaceChildren(...parts);
        }
        const nearest = (px, reach) => {
          let best = null, distance = reach;
          for (const row of events) {
            const away = Math.abs(x(row.t) - px) - (isCited(row) ? 3 : 0);
            if (away < distance) { best = row; distance = away; }
          }
          return best;
        };
        const local = (event) => event.clientX - lanes.getBoundingClientRect().left;
        lanes.addEventListener("pointermove", (event) => {
          const row = nearest(local(event), 7);
          $("cursor").textContent = clock(Math.min(Math.max(time(local(event)), start), data.end));
          tip.hidden = !row;
          if (!row) return;
          tip.textContent = `#${row.n}  ${clock(row.t)}  ${row.side === "up" ? "↑ " : row.side === "down" ? "↓ " : ""}${plain(row.type)}${isCited(row) ? "  (" + data.cited[row.n] + ")" : ""}`;
          const box = tip.getBoundingClientRect();
          tip.style.left = Math.max(4, Math.min(event.clientX + 12, innerWidth - box.width - 8)) + "px";
          tip.style.top = event.clientY + 16 + "px";
        });
        lanes.addEventListener("pointerleave", () => { tip.hidden = true; $("cursor").textContent = ""; });
        lanes.addEventListener("click", (event) => {
          const row = nearest(local(event), event.pointerType === "touch" ? 16 : 7);
          if (row) return select(row, "timeline");
          seek(time(local(event)));
        });
        lanes.addEventListener("keydown", (event) => {
          const index = events.indexOf(selected);
          if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
            const next = events[event.key === "ArrowRight" ? index + 1 : Math.max(index - 1, 0)];
            if (next) { select(next, "keys"); show(next.t); $("cursor").textContent = `#${next.n} ${clock(next.t)} ${plain(next.type)}`; }
          } else if (event.key === "Enter" && selected) select(selected, "timeline");
          else if (event.key === "+" || event.key === "=") zoom(scale * 1.6);
          else if (event.key === "-") zoom(scale / 1.6);
          else return;
          event.preventDefault();
        });
        lanes.addEventListener("wheel", (event) => {
          if (!event.ctrlKey) return;
          event.preventDefault();
          zoom(scale * Math.exp(-event.deltaY / 200), local(event));
        }, { passive: false });
        lanes.addEventListener("scroll", draw, { passive: true });
        const show = (t) => { if (x(t) < 30 || x(t) > lanes.clientWidth - 30) lanes.scrollLeft += x(t) - lanes.clientWidth / 2; draw(); };
        listeners.push((row) => { if (row && row.t !== null) show(row.t); else draw(); });
        document.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () =>
          zoom(button.dataset.zoom === "fit" ? (lanes.clientWidth - 2 * lead) / length : scale * (button.dataset.zoom === "in" ? 1.6 : 1 / 1.6))));

        // The two recordings begin at the same moment and are played as one.
        const players = [$("caller"), $("assistant")].filter(Boolean), play = $("play");
        const seek = (t) => {
          head = t;
          players.forEach((each) => { each.currentTime = Math.min(Math.max(t - data.origin, 0), each.duration || 0); });
          draw();
        };
        const follow = () => {
          const going = players.filter((each) => !each.paused && !each.ended);
          play.textContent = going.length ? "Pause" : "Play both";
          if (!going.length) return;
          head = data.origin + going[0].currentTime;
          if (x(head) > lanes.clientWidth - 20 || x(head) < 0) lanes.scrollLeft += x(head) - 60;
          draw();
          requestAnimationFrame(follow);
        };
        players.forEach((each) => { each.addEventListener("play", follow); each.addEventListener("pause", follow); });
        play.addEventListener("click", () => {
          if (players.some((each) => !each.paused && !each.ended)) return players.forEach((each) => each.pause());
          const longest = Math.max(...players.map((each) => each.duration || 0));
          seek(head === null || head - data.origin >= longest - 0.05 ? data.origin : head);
          players.forEach((each) => { if (each.currentTime < each.duration) each.play(); });
        });
        $("timeline-tools").hidden = false;
        scale = fit();
        zoom(scale, 0);
        new ResizeObserver(() => zoom(Math.max(scale, (lanes.clientWidth - 2 * lead) / length), 0)).observe(lanes);
        })();
        """#
}
