/// libyaml's events in, a tree out: depth, size, aliases, duplicate keys and odd keys are judged on the way.
import CYAML

struct YAMLTreeBuilder {
    private(set) var root: YAMLNode?
    private(set) var complaints: [Complaint] = []
    private(set) var isFinished = false

    private var open: [Collection] = []
    private var nodes = 0
    private var anchors: [String: (node: YAMLNode, size: Int)] = [:]

    /// A list or mapping that has begun and not ended.
    private struct Collection {
        var place: YAMLNode.Place
        var anchor: String?
        var isMapping: Bool
        var items: [YAMLNode] = []
        var entries: [YAMLNode.Entry] = []
        var lines: [String: Int] = [:]
        var key: (text: String, place: YAMLNode.Place)?
        /// A key that is no word was refused; its value is read and forgotten.
        var skipsValue = false
        var nodesBefore: Int
    }

    mutating func take(_ event: yaml_event_t) {
        let place = YAMLNode.Place(event.start_mark)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            refuseTag(scalar.tag, at: place)
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let node = YAMLNode(
                content: scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain(text) : .quoted(text), place: place)
            add(node, size: 1, anchor: name(scalar.anchor))
        case YAML_ALIAS_EVENT: follow(alias: name(event.data.alias.anchor) ?? "", at: place)
        case YAML_SEQUENCE_START_EVENT:
            refuseTag(event.data.sequence_start.tag, at: place)
            begin(isMapping: false, anchor: name(event.data.sequence_start.anchor), at: place)
        case YAML_MAPPING_START_EVENT:
            refuseTag(event.data.mapping_start.tag, at: place)
            begin(isMapping: true, anchor: name(event.data.mapping_start.anchor), at: place)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: end()
        case YAML_DOCUMENT_START_EVENT where root != nil:
            stop(Complaint(at: place, "a second document begins here", hint: "one file holds one scenario"))
        case YAML_STREAM_END_EVENT: isFinished = true
        default: break
        }
    }

    private mutating func begin(isMapping: Bool, anchor: String?, at place: YAMLNode.Place) {
        guard open.count < YAMLReader.maximumDepth else {
            return stop(Complaint(at: place, "nested deeper than \(YAMLReader.maximumDepth) levels"))
        }
        open.append(Collection(place: place, anchor: anchor, isMapping: isMapping, nodesBefore: nodes))
    }

    private mutating func end() {
        guard let done = open.popLast() else { return }
        let content: YAMLNode.Content = done.isMapping ? .mapping(done.entries) : .sequence(done.items)
        let size = nodes - done.nodesBefore + 1
        // Its members are counted already.
        nodes = done.nodesBefore
        add(YAMLNode(content: content, place: done.place), size: size, anchor: done.anchor)
    }

    private mutating func follow(alias: String, at place: YAMLNode.Place) {
        guard let target = anchors[alias] else {
            return stop(Complaint(at: place, "`*\(shown(alias))` is used, but no `&\(shown(alias))` stands before it"))
        }
        var node = target.node
        node.place = place
        add(node, size: target.size, anchor: nil)
    }

    private mutating func add(_ node: YAMLNode, size: Int, anchor: String?) {
        nodes += size
        guard nodes <= YAMLReader.maximumNodes else {
            return stop(Complaint(at: node.place, "more than \(YAMLReader.maximumNodes) values in one scenario"))
        }
        if let anchor { anchors[anchor] = (node, size) }
        guard var parent = open.popLast() else {
            root = node
            return
        }
        if !parent.isMapping {
            parent.items.append(node)
        } else if parent.skipsValue {
            parent.skipsValue = false
        } else if let key = parent.key {
            parent.key = nil
            addEntry(.init(key: key.text, keyPlace: key.place, value: node), to: &parent)
        } else if case .plain(let text) = node.content {
            parent.key = (text, node.place)
        } else if case .quoted(let text) = node.content {
            parent.key = (text, node.place)
        } else {
            parent.skipsValue = true
            complain(Complaint(at: node.place, "a key must be a word, not \(node.phrase)"))
        }
        open.append(parent)
    }

    private mutating func addEntry(_ entry: YAMLNode.Entry, to parent: inout Collection) {
        if let line = parent.lines[entry.key] {
            let first = line == entry.keyPlace.line ? "first in the same line" : "first in line \(line)"
            complain(Complaint(at: entry.keyPlace, "`\(shown(entry.key))` is given twice, \(first)"))
        } else {
            parent.lines[entry.key] = entry.keyPlace.line
            parent.entries.append(entry)
        }
    }

    private mutating func refuseTag(_ tag: UnsafeMutablePointer<yaml_char_t>?, at place: YAMLNode.Place) {
        guard let tag = name(tag) else { return }
        complain(Complaint(at: place, "the tag `\(shown(tag))` means nothing here", hint: "leave it out"))
    }

    private func name(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? { text.map { String(cString: $0) } }

    private mutating func complain(_ complaint: Complaint) { complaints.append(complaint) }

    private mutating func stop(_ complaint: Complaint) {
        complain(complaint)
        root = nil
        isFinished = true
    }
}
