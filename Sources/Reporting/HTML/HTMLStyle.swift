/// How `report.html` looks: light and dark, desk and telephone, screen and paper. Contrast is at least 4.5 to 1.
enum HTMLStyle {
    static let text = #"""
        :root {
          color-scheme: light dark;
          --paper: #faf9f6; --card: #ffffff; --ink: #1c1b19; --dim: #625e56; --line: #dfdbd2; --soft: #f1efe9;
          --pass: #17693a; --fail: #b42318; --open: #855800; --link: #1f4fa3;
          --caller: #0c6a69; --assistant: #5f42b0; --fail-soft: #fbeae7; --pass-soft: #e7f3ea; --open-soft: #f8efdc;
          --mono: ui-monospace, "SF Mono", "Cascadia Code", "Roboto Mono", Menlo, Consolas, monospace;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #141517; --card: #1b1d20; --ink: #e9e6df; --dim: #a5a198; --line: #34363b; --soft: #24262a;
            --pass: #72d29b; --fail: #ff8f80; --open: #efc062; --link: #9dc0ff;
            --caller: #5cc9c0; --assistant: #b8a2ff; --fail-soft: #37211f; --pass-soft: #1c2f24; --open-soft: #33291a;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 3.5rem; -webkit-text-size-adjust: 100%; }
        body {
          margin: 0 auto; max-width: 70rem; padding: 0 1.25rem 4rem; background: var(--paper); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
          overflow-wrap: anywhere;
        }
        h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
        ul, ol { list-style: none; }
        code, .time, .n, .t, .s { font-family: var(--mono); font-size: .875em; font-variant-numeric: tabular-nums; }
        a { color: var(--link); text-underline-offset: .15em; }
        .dim, .time, .reason { color: var(--dim); }
        .reason { display: block; font-size: .9375rem; }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: 1rem; z-index: 9; background: var(--card); padding: .5rem 1rem; }
        .quiet { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }

        .banner { margin: 1.5rem 0 0; padding: 1.5rem 1.75rem 1.25rem; border-radius: 12px; border-left: 6px solid var(--tone); background: var(--tint); }
        .banner.pass { --tone: var(--pass); --tint: var(--pass-soft); }
        .banner.fail { --tone: var(--fail); --tint: var(--fail-soft); }
        .banner.incomplete { --tone: var(--open); --tint: var(--open-soft); }
        .banner .tool { font-size: .875rem; color: var(--dim); letter-spacing: .01em; }
        .banner h1 { font-size: clamp(1.6rem, 5vw, 2.5rem); line-height: 1.15; font-weight: 650; letter-spacing: -.02em; margin: .15rem 0 .35rem; }
        .banner h1 .word { color: var(--tone); margin-right: .3em; }
        .banner h1 code { font-size: .72em; font-weight: 550; letter-spacing: -.02em; }
        .banner .title { font-size: 1.125rem; font-weight: 550; }
        .banner .lede { max-width: 46rem; }
        .banner dl, .facts { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin-top: 1.1rem; }
        .banner dt, .facts dt { font-size: .8125rem; color: var(--dim); }
        .banner dd, .facts dd { font-variant-numeric: tabular-nums; }

        nav { position: sticky; top: 0; z-index: 5; display: flex; gap: 1.35rem; overflow-x: auto; padding: .7rem 0; background: var(--paper); border-bottom: 1px solid var(--line); scrollbar-width: none; }
        nav a { color: var(--ink); text-decoration: none; white-space: nowrap; font-size: .9375rem; }
        nav a:hover { text-decoration: underline; }
        nav span { color: var(--dim); font-size: .8125rem; }
        section { margin-top: 2.5rem; }
        h2 { font-size: 1.375rem; font-weight: 650; letter-spacing: -.012em; margin-bottom: .9rem; }
        h3 { font-size: 1rem; font-weight: 600; margin: 1.5rem 0 .5rem; }
        .tag { font-size: .75rem; font-weight: 600; color: var(--fail); border: 1px solid currentColor; border-radius: 1em; padding: .05em .6em; vertical-align: .08em; }
        .glyph { display: inline-block; width: 1.1em; font-weight: 700; text-align: center; }
        .glyph.pass { color: var(--pass); } .glyph.fail { color: var(--fail); } .glyph.open { color: var(--open); }

        .finding { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.35rem 1.25rem; margin-bottom: 1rem; }
        .finding.primary { border-color: var(--fail); }
        .finding h3 { margin: 0; font-size: 1.0625rem; }
        .finding > .title { font-size: 1.0625rem; font-weight: 550; margin-bottom: .75rem; }
        .finding dl { display: grid; grid-template-columns: 6rem 1fr; gap: .55rem 1rem; }
        .finding dt { color: var(--dim); font-size: .9375rem; }
        .finding ol { list-style: decimal; padding-left: 1.25rem; }
        .fix { background: var(--pass-soft); border-left: 3px solid var(--pass); padding: .5rem .8rem; border-radius: 0 6px 6px 0; }
        .evidence li { padding: .05rem 0; } .evidence .time, .evidence .fact { margin-left: .6em; }
        .evidence .fact { font-family: var(--mono); font-size: .875em; }
        a.frame { font-family: var(--mono); font-size: .875em; }

        .turn { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1.1rem .9rem; margin-bottom: .7rem; }
        .turn.broken { border-color: var(--fail); }
        .turn summary { cursor: pointer; }
        .turn q { display: block; padding-left: 1.05rem; quotes: "\201C" "\201D"; }
        .turn q.said { color: var(--caller); } .turn q.replied { color: var(--assistant); }
        .chain { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); margin-top: .75rem; font-size: .8125rem; line-height: 1.35; }
        .chain li { position: relative; padding: 1.15rem .5rem 0 0; }
        .chain li::before { content: ""; position: absolute; top: .4rem; left: 0; right: 0; border-top: 2px solid var(--pass); }
        .chain li:last-child::before { right: auto; width: .7rem; }
        .chain li::after { content: ""; position: absolute; top: .1rem; left: 0; width: .7rem; height: .7rem; border-radius: 50%; background: var(--pass); }
        .chain .break::before, .chain .after::before, .chain .unknown::before { border-top: 2px dashed var(--line); }
        .chain .break::after { content: "✗"; background: var(--fail); color: var(--card); font: 700 .6rem/1rem system-ui; width: 1rem; height: 1rem; top: -.05rem; text-align: center; }
        .chain .after::after, .chain .unknown::after { background: var(--card); border: 2px solid var(--line); }
        .chain .node { color: inherit; text-decoration: none; display: block; }
        .chain a.node:hover .name { text-decoration: underline; }
        .chain .name { display: block; font-weight: 550; }
        .chain .detail { display: block; color: var(--dim); }
        .chain .break .name, .chain .break .time { color: var(--fail); }
        .chain .after .name { color: var(--dim); font-weight: 400; }

        .chain.long { grid-auto-flow: row; grid-template-columns: repeat(6, minmax(0, 1fr)); row-gap: .7rem; }
        .calls .glyph { margin-right: .3rem; } .calls td, .calls th { text-align: left; } .calls td.num, .calls th.num { text-align: right; font-variant-numeric: tabular-nums; }
        .wide { overflow-x: auto; } .wide table { min-width: 38rem; }
        .output { background: var(--soft); border-radius: 8px; padding: .7rem .9rem; max-height: 20rem; overflow: auto; }

        .tools { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; margin: .25rem 0 .7rem; }
        [hidden] { display: none !important; }
        button { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: .35rem .85rem; cursor: pointer; min-height: 2.25rem; }
        button:hover { background: var(--soft); }
        button:disabled { opacity: .45; cursor: default; }
        .group { display: inline-flex; } .group button { border-radius: 0; margin-left: -1px; }
        .group button:first-child { border-radius: 7px 0 0 7px; } .group button:last-child { border-radius: 0 7px 7px 0; }
        #lanes { position: relative; overflow-x: auto; overflow-y: hidden; background: var(--card); border: 1px solid var(--line); border-radius: 10px; height: 292px; touch-action: pan-x pan-y; }
        #span { height: 100%; }
        #lanes svg { position: sticky; left: 0; top: 0; display: block; height: 274px; cursor: crosshair; user-select: none; -webkit-user-select: none; }
        #lanes.phone { height: 336px; } #lanes.phone svg { height: 318px; }
        svg .spoken { fill: var(--caller); opacity: .75; } svg .heard { fill: var(--assistant); opacity: .75; } svg .over { stroke: var(--ink); stroke-width: 1.5; }
        .key.over::before { border: 0 solid var(--ink); border-left-width: 2px; width: .3rem; border-radius: 0; }
        svg text { font: 11px/1 var(--mono); fill: var(--dim); }
        svg .voice { font: 600 12px system-ui, sans-serif; }
        svg .caller { fill: var(--caller); } svg .assistant { fill: var(--assistant); }
        svg .speech { fill: var(--caller); opacity: .13; } svg .bar { fill: var(--assistant); opacity: .3; }
        svg .bar.bad { fill: var(--fail); opacity: .55; } svg .bar.never { fill: none; stroke: var(--fail); stroke-dasharray: 4 3; opacity: 1; }
        svg .grid { stroke: var(--line); } svg .tick { stroke: var(--dim); stroke-width: 1.25; } svg .tick.up { stroke: var(--caller); } svg .tick.down { stroke: var(--assistant); }
        svg .tick.error, svg .cited { stroke: var(--fail); stroke-width: 2; } svg .cited.line { stroke-width: 1; stroke-dasharray: 3 3; }
        svg .flag { fill: var(--fail); } svg .here { fill: none; stroke: var(--ink); stroke-width: 1.5; } svg .head { stroke: var(--link); stroke-width: 1.5; }
        #tip { position: fixed; z-index: 8; max-width: min(24rem, 90vw); pointer-events: none; background: var(--ink); color: var(--paper); padding: .35rem .6rem; border-radius: 6px; font-size: .8125rem; }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; font-size: .8125rem; color: var(--dim); margin: .55rem 0 1rem; }
        .key::before { content: ""; display: inline-block; width: .75rem; height: .75rem; margin-right: .4rem; border-radius: 2px; vertical-align: -.08rem; }
        .key.caller::before { background: var(--caller); } .key.assistant::before { background: var(--assistant); }
        .key.speech::before { background: var(--caller); opacity: .3; } .key.response::before { background: var(--assistant); opacity: .45; }
        .key.error::before { background: var(--fail); } .key.cited::before { border: 0 dashed var(--fail); border-left-width: 2px; width: .3rem; border-radius: 0; }
        .players { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
        figcaption { font-size: .9375rem; font-weight: 550; margin-bottom: .25rem; } audio { width: 100%; height: 40px; }

        #query { flex: 1 1 14rem; min-width: 0; font: .9375rem var(--mono); color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: .45rem .7rem; }
        #query::placeholder { color: var(--dim); }
        .check { font-size: .9375rem; white-space: nowrap; }
        table { width: 100%; border-collapse: collapse; font-size: .875rem; }
        th { text-align: left; font-weight: 550; color: var(--dim); font-size: .8125rem; border-bottom: 1px solid var(--line); padding: .3rem .5rem; position: relative; }
        td { padding: .22rem .5rem; border-bottom: 1px solid var(--line); vertical-align: baseline; }
        .n, .t, .s { white-space: nowrap; width: 1%; } th.n, th.t, th.s, td.t, td.s { text-align: right; } td.n button { all: unset; cursor: pointer; font: inherit; color: var(--link); }
        td.n button:focus-visible { outline: 2px solid var(--link); }
        .d { width: 1%; text-align: center; } td.up { color: var(--caller); } td.down { color: var(--assistant); }
        tbody tr.row { cursor: pointer; } tbody tr.row:hover { background: var(--soft); } tr.row.on { background: var(--soft); box-shadow: inset 3px 0 var(--link); }
        tr.cited td.n button, td .bad { color: var(--fail); font-weight: 600; }
        td.e { font-family: var(--mono); font-size: .8125rem; } td.e .gist { color: var(--dim); margin-left: .7em; } td.e .fold { color: var(--dim); }
        tr.detail td { background: var(--soft); padding: .6rem .9rem .8rem; }
        pre { margin: 0; font: .8125rem/1.5 var(--mono); white-space: pre-wrap; max-height: 34rem; overflow: auto; unicode-bidi: plaintext; }
        pre .k { color: var(--link); } pre .q { color: var(--pass); } pre .v { color: var(--open); }
        .section, .indicators li { padding: .2rem 0; } .section summary { cursor: pointer; } .section ul { padding: .2rem 0 .6rem 2.3rem; }
        div.section { padding-left: 1.05rem; } .section .reason, .plain .reason { display: inline; margin-left: .5rem; }
        .indicators li { display: grid; grid-template-columns: 1.5rem 1fr; } .indicators code { font-size: .8125rem; margin-left: .4rem; }
        .plain li { padding: .2rem 0; } footer { margin-top: 3rem; color: var(--dim); font-size: .875rem; }

        @media (max-width: 46rem) {
          body { padding: 0 .9rem 3rem; }
          .banner { padding: 1.1rem 1.1rem 1rem; margin-top: .9rem; }
          .banner h1 code { display: block; }
          .finding { padding: .9rem 1rem 1rem; } .finding dl { grid-template-columns: 1fr; gap: .15rem; } .finding dd { margin-bottom: .6rem; }
          .chain, .chain.long { display: block; font-size: .875rem; }
          .chain li { padding: 0 0 .45rem 1.5rem; }
          .chain li::before { top: .5rem; bottom: -.5rem; left: .3rem; right: auto; border-top: 0 !important; border-left: 2px solid var(--pass); }
          .chain li:last-child::before { display: none; }
          .chain .break::before, .chain .after::before, .chain .unknown::before { border-left: 2px dashed var(--line); }
          .chain li::after { top: .3rem; } .chain .break::after { top: .15rem; left: -.15rem; }
          .chain .name, .chain .detail { display: inline; } .chain .time { margin-left: .35rem; }
          .s, td.e .gist { display: none; } td, th { padding: .35rem .3rem; } td.n button { padding: .35rem 0; }
        }
        @media print {
          :root { --paper: #fff; --card: #fff; --soft: #f4f4f4; }
          body { max-width: none; padding: 0; font-size: 10pt; }
          nav, .tools, .skip, audio, .players { display: none !important; }
          .finding, .turn, tr { break-inside: avoid; } .banner { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        }
        @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
        """#
}
