import JSONText
import RealtimeProtocol
import Testing

struct RoundTripTests {
    @Test(arguments: Recording.all) func `every recorded event is known and loses nothing`(recording: Recording) throws
    {
        let lines = try recording.lines
        #expect(lines.count > 10)
        for line in lines {
            for known in [nil, recording.dialect] {
                let (type, again) =
                    line.fromServer
                    ? { ($0.type, $0.json(in: recording.dialect)) }(ServerEvent(text: line.text, dialect: known))
                    : { ($0.type, $0.json(in: recording.dialect)) }(ClientEvent(text: line.text, dialect: known))
                #expect(type != nil, "\(line.text)")
                #expect(
                    JSON.object(again ?? [:]).withPlainNumbers == JSON.object(line.event).withPlainNumbers,
                    "\(JSON.object(again ?? [:]).text)")
            }
        }
    }

    @Test(arguments: Recording.all) func `an event told in the other dialect and back says the same`(
        recording: Recording
    ) throws {
        let other: Dialect = recording.dialect == .ga ? .beta : .ga
        for line in try recording.lines where line.fromServer {
            let event = ServerEvent(text: line.text, dialect: recording.dialect)
            let told = ServerEvent(text: event.text(in: other), dialect: other)
            #expect(told.type == event.type)
            #expect(told.eventID == event.eventID)
            let name = told.json(in: other)?["type"]?.string ?? ""
            #expect(Dialect.decide(eventName: name).map { $0 == other } ?? true, "\(name)")
        }
    }

    @Test func `a spoken answer of GA is told in the words of the beta`() throws {
        let item = Item.message(
            id: "item_1", role: .assistant, status: .completed, content: [.outputAudio(transcript: "Hello.")])
        let event = ServerEvent.itemAdded(ItemPlaced(previousItemID: nil, item: item))
        #expect(
            event.text(in: .ga, eventID: "event_1")
                == #"{"type":"conversation.item.added","event_id":"event_1","previous_item_id":null,"#
                + #""item":{"id":"item_1","type":"message","status":"completed","role":"assistant","#
                + #""content":[{"type":"output_audio","transcript":"Hello."}]}}"#)
        #expect(
            event.text(in: .beta, eventID: "event_1")
                == #"{"type":"conversation.item.created","event_id":"event_1","previous_item_id":null,"#
                + #""item":{"id":"item_1","object":"realtime.item","type":"message","status":"completed","#
                + #""role":"assistant","content":[{"type":"audio","transcript":"Hello."}]}}"#)
    }

    @Test func `only GA names the function when its arguments are done`() {
        let place = OutputPlace(responseID: "r", itemID: "i", contentIndex: nil)
        let event = ServerEvent.functionCallArgumentsDone(
            ArgumentsDone(place, callID: "c", name: "book", arguments: "{}"))
        #expect(event.json(in: .ga)?["name"] == "book")
        #expect(event.json(in: .beta)?["name"] == nil)
        #expect(event.json(in: .ga)?["content_index"] == nil)
    }

    @Test func `a response tells its settings in the dialect of its session`() throws {
        let ga = DefaultSession.realtime(model: "gpt-realtime", in: .ga, id: "sess_1", expiresAt: 1)
        var response = Response(id: "resp_1", status: .inProgress, conversationID: "conv_1")
        response.takeSettings(from: ga, in: .ga)
        let event = ServerEvent.responseCreated(ResponseEvent(response))
        let expected = try parse(
            """
            {"type":"response.created","response":{"object":"realtime.response","id":"resp_1","status":"in_progress",
            "status_details":null,"output":[],"conversation_id":"conv_1","output_modalities":["audio"],
            "max_output_tokens":"inf","audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"alloy"}},
            "usage":null,"metadata":null}}
            """)
        #expect(event.json(in: .ga) == expected)
        #expect(event.json(in: .beta)?["response"]?["modalities"] == ["audio", "text"])
        #expect(event.json(in: .beta)?["response"]?["output_audio_format"] == "pcm16")
        #expect(event.json(in: .beta)?["response"]?["audio"] == nil)
    }

    @Test func `an error shows all five fields, null where they say nothing`() throws {
        let event = ServerEvent.error(ErrorEvent(.cancelNotActive))
        #expect(
            event.json(in: .ga, eventID: "event_1")
                == (try parse(
                    """
                    {"type":"error","event_id":"event_1","error":{"type":"invalid_request_error",
                    "code":"response_cancel_not_active","message":"Cancellation failed: no active response found",
                    "param":null,"event_id":null}}
                    """)))
    }

    @Test func `null is kept until there is a value`() throws {
        let text = #"{"type":"message","id":"item_1","role":"user","arguments":null,"content":[],"status":null}"#
        var item = try Item(json: parse(text))
        #expect(item.json() == (try parse(text)))
        item.status = .completed
        #expect(item.json()["status"] == "completed")
        #expect(item.json()["arguments"] == .null)
    }
}
