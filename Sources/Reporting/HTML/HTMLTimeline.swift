import Base64Coding
import CaptureTools
import Diagnosis
import SpeechAudio

/// Timeline, players and frame inspector of `report.html`: the frames that the script fills.
extension HTMLReport {
    var timeline: Markup {
        guard let start = frames.start, let end = frames.end, end > start else {
            return
                "<p class=\"dim\">This log holds no times, so there is nothing to draw to scale. The frames below are in order.</p>\(players)"
        }
        let over: Markup? =
            report.interruptions.isEmpty
            ? nil : "<span class=\"key over\">the caller speaks over the bridge</span>"
        return """
            <noscript><p class="dim">The timeline needs JavaScript; everything else can be read without it.</p></noscript>
            <div class="tools" id="timeline-tools" hidden>
            <button type="button" id="play"\(hasPlayers ? "" : " hidden")>Play both</button>
            <span class="group" role="group" aria-label="Zoom"><button type="button" data-zoom="out" aria-label="Zoom out">−</button><button type="button" data-zoom="fit">Fit</button><button type="button" data-zoom="in" aria-label="Zoom in">+</button></span>
            <output id="cursor" class="time"></output>
            </div>
            <div id="lanes" tabindex="0" role="application" aria-label="Timeline of the call: caller above, assistant below. Arrow keys step through events, Enter opens one, plus and minus zoom."><div id="span"></div></div>
            <p class="legend" aria-hidden="true"><span class="key caller">caller</span><span class="key assistant">assistant</span><span class="key speech">speech heard by the service</span><span class="key response">response</span><span class="key error">error or failed</span><span class="key cited">evidence</span>\(over)</p>
            \(players)
            """
    }

    var inspector: Markup {
        let omissions = frames.omissions.map { text -> Markup in "<p class=\"dim\">\(text)</p>" }
        return """
            <noscript><p class="dim">The frame list needs JavaScript; <code>capture.jsonl</code> has every frame as text.</p></noscript>
            <form class="tools" id="filter" hidden>
            <label for="query">Filter</label>
            <input id="query" type="search" autocomplete="off" spellcheck="false" placeholder="type:response dir:down text">
            <label class="check"><input type="checkbox" id="deltas"> single deltas</label>
            <output id="count" class="time" for="query"></output>
            </form>
            <table id="list" hidden><thead><tr><th scope="col" class="n">Frame</th><th scope="col" class="t">Time</th><th scope="col" class="d"><span class="quiet">Direction</span></th><th scope="col">Event</th><th scope="col" class="s">Size</th></tr></thead><tbody></tbody></table>
            <p class="tools" id="pages" hidden><button type="button" data-page="-1">Earlier</button><button type="button" data-page="1">Later</button></p>
            \(omissions)
            """
    }

    // MARK: players

    /// Longest pair of recordings that goes into the page, bytes of base64.
    static let audioLimit = 8_000_000

    private var lanes: [(name: String, id: String, lane: AudioLane)] {
        [("Caller", "caller", audio.caller), ("Assistant", "assistant", audio.assistant)].compactMap { name, id, lane in
            lane.flatMap { $0.samples.isEmpty ? nil : (name, id, $0) }
        }
    }

    private var hasPlayers: Bool {
        !lanes.isEmpty && lanes.reduce(0) { $0 + CompactWAV.length(of: $1.lane) } * 4 / 3 < Self.audioLimit
    }

    private var players: Markup {
        guard !lanes.isEmpty else { return "<p class=\"dim\">The capture holds no sound.</p>" }
        guard hasPlayers else {
            return
                "<p class=\"dim\">The call is too long to carry its sound in this page: listen to <code>caller.wav</code> and <code>assistant.wav</code> beside it.</p>"
        }
        let figures = lanes.map { each -> Markup in
            let source = Base64.encode(CompactWAV.bytes(each.lane))
            return """
                <figure><figcaption>\(each.name) <span class="dim">\(Numbers.seconds(each.lane.seconds))</span></figcaption><audio controls preload="metadata" id="\(each.id)" aria-label="\(each.name)" src="data:audio/wav;base64,\(.trusted(source))"></audio></figure>
                """
        }
        return "<div class=\"players\">\(figures)</div>"
    }
}
