import Diagnosis

/// The turn chains of `report.html`: links in order with their times, the first missing one marked.
extension HTMLReport {
    var turns: Markup { "<ol class=\"turns\">\(report.turns.map(item))</ol>" }

    private func item(_ turn: TurnChain) -> Markup {
        let isWhole = turn.missing == nil
        let said: Markup? = turn.said.map { text -> Markup in "<q class=\"said\">\(text)</q>" }
        let replied: Markup? = turn.replied.flatMap { $0.isEmpty ? nil : $0 }.map { text -> Markup in
            "<q class=\"replied\">\(text)</q>"
        }
        // A broken chain is shown at once; a whole one is opened by whom it interests.
        let open: Markup = isWhole && report.turns.count > 2 ? "" : " open"
        return """
            <li class="turn \(isWhole ? "whole" : "broken")"><details\(open)>
            <summary>\(glyph(isWhole ? .pass : .fail)) <b>\(turn.number)</b> \(turn.kind) <span class="dim">\(numbers(turn))</span>\(said)\(replied)</summary>
            <ol class="chain\(turn.links.count > 10 ? " long" : "")">\(links(turn))</ol>
            </details></li>

            """
    }

    private func numbers(_ turn: TurnChain) -> String {
        [
            report.calls.count > 1 ? "call \(turn.call)" : nil,
            turn.voiceToVoiceMs.map { "\(Numbers.milliseconds($0)) to the first sound" }
                ?? turn.latencyMs.map { "\(Numbers.milliseconds($0)) to first audio" },
            bridge(turn),
            turn.replyAudioMs.map { audio in
                "\(Numbers.seconds(audio / 1_000)) of sound"
                    + (turn.replyLevel.map { " at \(Numbers.fixed($0, 0)) dBFS" } ?? "")
            },
            turn.interrupted ? "interrupted" : nil,
            turn.status,
        ].compactMap { $0 }.joined(separator: " · ")
    }

    private func bridge(_ turn: TurnChain) -> String? {
        guard let append = turn.appendMs, let send = turn.sendMs else { return nil }
        return "\(Numbers.milliseconds(append + send)) of it the bridge"
    }

    private func links(_ turn: TurnChain) -> [Markup] {
        var isBroken = false
        let start = turn.links.lazy.compactMap(\.time).first
        return turn.links.filter { $0.result != .notApplicable }.map { link in
            let isBreak = link.name == turn.missing
            defer { isBroken = isBroken || isBreak }
            let kind = isBreak ? "break" : isBroken && link.result != .present ? "after" : Self.kind(link.result)
            let detail: Markup? =
                link.detail.isEmpty ? nil : " <span class=\"detail\">\(link.detail)</span>"
            let words: Markup =
                "<span class=\"name\">\(link.name)</span> <span class=\"time\">\(Self.time(link, start: start, kind: kind))</span>\(detail)"
            guard let frame = link.frame else {
                return "<li class=\"\(kind)\"><span class=\"node\">\(words)</span></li>"
            }
            return "<li class=\"\(kind)\"><a class=\"node\" href=\"#frames\" data-frame=\"\(frame)\">\(words)</a></li>"
        }
    }

    private static func kind(_ result: TurnChain.LinkResult) -> String {
        switch result {
        case .present: "present"
        case .missing: "after"
        case .notApplicable, .unknown: "unknown"
        }
    }

    /// Since the turn began: links may overlap, for speech is noticed while it is still being sent.
    private static func time(_ link: TurnChain.Link, start: Double?, kind: String) -> String {
        switch kind {
        case "break": return "never came"
        case "after": return "–"
        case "unknown": return "not in the capture"
        default: break
        }
        guard let time = link.time, let start else { return "" }
        let since = time - start
        return since == 0
            ? "\(Numbers.fixed(time, 3)) s" : (since < 0 ? "−" : "+") + "\(Numbers.fixed(abs(since), 3)) s"
    }
}
