import JSONText
import Testing

struct TopLevelFieldsTests {
    @Test func `fields are found in order with their raw values`() {
        let found = scan(
            #" {"type":"a.b" , "n":-3, "x":{"y":[1, 2]}, "list":[ ], "z":null,"t":true,"f":false,"e":"a\"\u00e9"} "#)
        #expect(
            found == [
                #"type="a.b""#, "n=-3", #"x={"y":[1, 2]}"#, "list=[ ]", "z=null", "t=true", "f=false",
                #"e="a\"\u00e9""#,
            ])
    }

    @Test(arguments: ["", "[]", "1", "{", #"{"a":1"#, #"{"a" 1}"#, "{} {}", "\"x\"", "{\"a\":\"\u{1}"])
    func `what is no object has no fields and a reason`(text: String) {
        var fields = TopLevelFields()
        var padded = PaddedText()
        padded.replace(with: text)
        let isObject = padded.withBytes { fields.scan($0) }
        #expect(!isObject)
        #expect(fields.count == 0)
        #expect(fields.error?.reason.isEmpty == false)
    }

    @Test func `fields beyond the capacity are passed over`() {
        var fields = TopLevelFields(capacity: 2)
        var padded = PaddedText()
        padded.replace(with: #"{"a":1,"b":2,"c":3}"#)
        let found = padded.withBytes { fields.scan($0) && fields["b"]?.integer == 2 && fields["c"] == nil }
        #expect(found)
    }

    @Test func `values answer what they are`() {
        var fields = TopLevelFields()
        var padded = PaddedText(capacity: 0)
        padded.replace(
            with:
                #"{"s":"abc","e":"a\nb","i":-42,"w":3.0,"d":1.204113,"big":12345678901234567168,"x":1e-1,"n":null,"t":true}"#
        )
        padded.withBytes { bytes in
            let isObject = fields.scan(bytes)
            #expect(isObject)
            #expect(fields["s"]?.stringBytes.map { String(decoding: $0, as: UTF8.self) } == "abc")
            #expect(fields["s"]?.equals("abc") == true)
            #expect(fields["s"]?.equals("abd") == false)
            #expect(fields["e"]?.stringBytes == nil)
            #expect(fields["e"]?.string == "a\nb")
            #expect(fields["i"]?.integer == -42)
            #expect(fields["w"]?.integer == 3)
            #expect(fields["d"]?.integer == nil)
            #expect(fields["d"]?.number == 1.204113)
            #expect(fields["big"]?.integer == nil)
            #expect(fields["big"]?.number == 12345678901234567168)
            #expect(fields["x"]?.number == 0.1)
            #expect(fields["s"]?.number == nil)
            #expect(fields["n"]?.isNull == true)
            #expect(fields["t"]?.bool == true)
            #expect(fields["absent"] == nil)
        }
    }

    private func scan(_ text: String) -> [String] {
        var fields = TopLevelFields()
        var padded = PaddedText()
        padded.replace(with: text)
        return padded.withBytes { bytes in
            guard fields.scan(bytes) else { return [] }
            return (0..<fields.count).map {
                String(decoding: fields.key($0), as: UTF8.self) + "="
                    + String(decoding: fields.value($0).bytes, as: UTF8.self)
            }
        }
    }
}
