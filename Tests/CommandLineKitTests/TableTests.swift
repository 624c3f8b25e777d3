// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Testing

@Suite struct TableTests {
    @Test("columns are padded but for the last, empty cells read <none>, headers are upper case")
    func layout() {
        let table = Table(["name", "Free", "note"], rows: [["public-v4", "251", ""], ["a", "", "two words"]])
        #expect(
            table.rendered(withHeaders: true) == """
                NAME       FREE    NOTE
                public-v4  251     <none>
                a          <none>  two words

                """)
        #expect(table.rendered(withHeaders: false) == "public-v4  251     <none>\na          <none>  two words\n")
    }

    @Test("cells hold no white space but in the last column, and nothing that steers a terminal")
    func hostile() {
        let table = Table(["a", "b"], rows: [["x y\u{1B}[2J", "p\nq\u{202E} r"]])
        #expect(table.rendered(withHeaders: false) == "x_y_[2J  p q  r\n")
    }

    @Test("without rows there are only the headers, and without them nothing")
    func empty() {
        #expect(Table(["name", "kind"], rows: []).rendered(withHeaders: true) == "NAME  KIND\n")
        #expect(Table(["name", "kind"], rows: []).rendered(withHeaders: false).isEmpty)
    }
}

@Suite struct FieldsTests {
    @Test("values stand in one column, a list has its label once, nothing is left out silently")
    func layout() {
        var fields = Fields()
        fields.add("Name", "acme")
        fields.add("Addresses", each: ["203.0.113.4", "203.0.113.5"])
        fields.add("Gateways", each: [])
        fields.add("Label", ifAny: nil)
        fields.add("VLAN", "")
        fields.add("Reason", "a\u{1B}[2J\nb")
        #expect(
            fields.rendered() == """
                Name:       acme
                Addresses:  203.0.113.4
                            203.0.113.5
                VLAN:       <none>
                Reason:     a [2J b

                """)
    }
}
