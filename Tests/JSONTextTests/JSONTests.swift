import JSONText
import Testing

struct JSONTests {
    @Test func `what was parsed is written again in the same order`() throws {
        let text =
            #"{"type":"session.update","n":-3,"speed":1.0,"list":[true,false,null,"é\n\"\\"],"nested":{"b":1,"a":{}}}"#
        #expect(try JSON(parsing: text).text == text)
    }

    @Test func `a number keeps what it is`() throws {
        #expect(try JSON(parsing: "18446744073709551615").number == Double(UInt64.max))
        #expect(try JSON(parsing: "-9223372036854775808").integer == Int.min)
        #expect(try JSON(parsing: "3.0").integer == 3)
        #expect(try JSON(parsing: "3.5").integer == nil)
        #expect(JSON.number(.infinity).text == "null")
    }

    @Test(arguments: ["", "{", "{\"a\":}", "nul", "[1,]", "\"\u{1}\"", "{} {}", String(repeating: "[", count: 5000)])
    func `what is not JSON is refused with a reason`(text: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test func `text that is not UTF-8 is refused`() {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: [0x22, 0xFF, 0xFE, 0x22]) }
    }

    @Test func `objects are equal whatever the order of their keys`() {
        #expect(JSON.object(["a": 1, "b": 2]) == JSON.object(["b": 2, "a": 1]))
        #expect(JSON.object(["a": 1]) != JSON.object(["a": 1, "b": 2]))
    }

    @Test func `large objects are equal whatever the order of their keys, too`() {
        let members = (0..<200_000).map { ("key\($0)", JSON($0)) }
        let object = JSON.object(JSONObject(members))
        #expect(object == JSON.object(JSONObject(members.reversed())))
        #expect(object != JSON.object(JSONObject(members.dropLast() + [("key199999", 0)])))
        #expect(object != JSON.object(JSONObject(members.dropLast() + [("other", 199_999)])))
    }

    @Test func `setting a member replaces it in place, and nil removes it`() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object["c"] = 4
        object["b"] = nil
        #expect(JSON.object(object).text == #"{"a":3,"c":4}"#)
    }
}
