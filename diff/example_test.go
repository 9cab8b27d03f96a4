package diff_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/lively-go/lively/diff"
)

// A server renders a page twice and sends the difference. A client applies it.
func Example() {
	// The server renders the page and keeps its snapshot.
	old, err := diff.Parse([]byte(`<h1>Inbox</h1><ul><li id="a">one</li></ul>`))
	if err != nil {
		log.Fatal(err)
	}

	// It renders the page again and compares.
	current, patch, err := diff.Compare(old, []byte(`<h1>Inbox</h1><ul><li id="b">two</li><li id="a">one!</li></ul>`))
	if err != nil {
		log.Fatal(err)
	}
	message := patch.AppendJSON(nil)
	fmt.Printf("%s\n", message)

	// The client applies the patch to its own snapshot of the old page.
	received, err := diff.ParsePatch(message)
	if err != nil {
		log.Fatal(err)
	}
	patched, err := old.Apply(received)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", patched.HTML())
	fmt.Println(diff.CheckEqual(current, patched))
	// Output:
	// [3,5,["<li id=\"b\">two</li>"],2,1,"!"]
	// <h1>Inbox</h1><ul><li id="b">two</li><li id="a">one!</li></ul>
	// <nil>
}

func ExampleParse() {
	_, err := diff.Parse([]byte("<p>\n  <div>text</div>\n</p>"))
	fmt.Println(err)
	// Output: diff: line 2, column 3: <div> in <p>: close <p> before it, or make the <p> a <div>
}

func ExampleSyntaxError() {
	_, err := diff.Parse([]byte("<ul><li>one<li>two</ul>"))
	var syntax *diff.SyntaxError
	if errors.As(err, &syntax) {
		fmt.Println("offset: ", syntax.Offset)
		fmt.Println("problem:", syntax.Problem)
		fmt.Println("fix:    ", syntax.Fix)
	}
	// Output:
	// offset:  11
	// problem: <li> in <li>
	// fix:     put a <ul> between them, or close the outer <li>
}

func ExampleSyntaxError_Error() {
	err := &diff.SyntaxError{Line: 2, Column: 3, Problem: "</br>", Fix: "write <br>"}
	fmt.Println(err.Error())
	// Output: diff: line 2, column 3: </br>: write <br>
}

func ExampleCompare() {
	old, _ := diff.Parse([]byte(`<ul><li id="a">one</li><li id="b">two</li></ul>`))
	_, patch, _ := diff.Compare(old, []byte(`<ul><li id="b">two</li><li id="a" class="done">one!</li></ul>`))
	fmt.Println(string(patch.AppendJSON(nil)))
	// Output: [1,5,[[1]],1,3,"class","done",1,1,"!"]
}

func ExampleCheckEqual() {
	a, _ := diff.Parse([]byte(`<p class="a b">1 &lt; 2</p>`))
	b, _ := diff.Parse([]byte(`<p class='b a'>1 &#60; 2</p>`))
	c, _ := diff.Parse([]byte(`<p class="a b">1 &lt; 3</p>`))
	fmt.Println(diff.CheckEqual(a, b))
	fmt.Println(diff.CheckEqual(a, c))
	// Output:
	// <nil>
	// diff: node 2 is the text "1 &lt; 2", not the text "1 &lt; 3"
}

func ExampleParsePatch() {
	patch, err := diff.ParsePatch([]byte(`[2,0,"1001"]`))
	fmt.Println(patch[0].Node, patch[0].Kind == diff.SetText, patch[0].Text, err)
	_, err = diff.ParsePatch([]byte(`[2,9]`))
	fmt.Println(err)
	// Output:
	// 2 true 1001 <nil>
	// diff: parse patch: op 0 is malformed
}

func ExampleSnapshot() {
	s, _ := diff.Parse([]byte("<p>one<br>two</p>"))
	fmt.Println(s.Len(), "nodes, of which one is the root")
	fmt.Printf("%s\n", s.HTML())
	// Output:
	// 5 nodes, of which one is the root
	// <p>one<br>two</p>
}

func ExampleSnapshot_Apply() {
	old, _ := diff.Parse([]byte(`<output>1000</output>`))
	patch, _ := diff.ParsePatch([]byte(`[2,0,"1001"]`))
	current, _ := old.Apply(patch)
	fmt.Println(string(current.HTML()))

	patch, _ = diff.ParsePatch([]byte(`[7,0,"1001"]`))
	_, err := old.Apply(patch)
	fmt.Println(err)
	// Output:
	// <output>1001</output>
	// diff: apply patch: op 0 addresses node 7 of 3
}

func ExampleSnapshot_AppendCanonical() {
	s, _ := diff.Parse([]byte(`<svg viewbox='0 0 1 1'/><p title=x class="b a">1 &lt; 2</p>`))
	fmt.Println(string(s.AppendCanonical(nil)))
	// Output: <svg viewBox="0 0 1 1"></svg><p class="a b" title="x">1 &lt; 2</p>
}

func ExampleSnapshot_Checksum() {
	a, _ := diff.Parse([]byte(`<p class="a b">text</p>`))
	b, _ := diff.Parse([]byte(`<p class='b a'>text</p>`))
	fmt.Println(a.Checksum() == b.Checksum())
	// Output: true
}

func ExampleSnapshot_HTML() {
	s, _ := diff.Parse([]byte("<p>one\r\ntwo</p>"))
	fmt.Printf("%q\n", s.HTML())
	// Output: "<p>one\ntwo</p>"
}

func ExampleSnapshot_Len() {
	s, _ := diff.Parse([]byte(`<p>text<!-- comment --></p>`))
	fmt.Println(s.Len()) // the root, the element, the text and the comment
	// Output: 4
}

func ExampleSnapshot_Size() {
	html := []byte(`<p>text</p>`)
	s, _ := diff.Parse(html)
	fmt.Println(s.Size() > len(html))
	// Output: true
}

// A server that renders often keeps one snapshot and releases the one before.
func ExampleSnapshot_Release() {
	s, _ := diff.Parse([]byte(`<output>0</output>`))
	for i := 1; i <= 3; i++ {
		next, patch, _ := diff.Compare(s, fmt.Appendf(nil, `<output>%d</output>`, i))
		s.Release()
		s = next
		fmt.Println(string(patch.AppendJSON(nil)))
	}
	// Output:
	// [2,0,"1"]
	// [2,0,"2"]
	// [2,0,"3"]
}

func ExampleSnapshot_Tags() {
	s, _ := diff.Parse([]byte(`<form><input name="a" required></form>`))
	for tag := range s.Tags() {
		fmt.Println(tag.Depth, tag.Name, tag.Attributes)
	}
	// Output:
	// 0 form []
	// 1 input [{name a} {required }]
}

func ExampleTag() {
	s, _ := diff.Parse([]byte("<p>\n  <a href=\"/?a&amp;b\">link</a>\n</p>"))
	for tag := range s.Tags() {
		fmt.Printf("%d:%d <%s>\n", tag.Line, tag.Column, tag.Name)
	}
	// Output:
	// 1:1 <p>
	// 2:3 <a>
}

func ExampleTag_Attr() {
	tag := diff.Tag{Name: "a", Attributes: []diff.TagAttribute{{Name: "href", Value: "/?a&b"}}}
	fmt.Printf("%q %q\n", tag.Attr("href"), tag.Attr("title"))
	// Output: "/?a&b" ""
}

func ExampleTagAttribute() {
	s, _ := diff.Parse([]byte(`<a href="/?a&amp;b" hidden>link</a>`))
	for tag := range s.Tags() {
		for _, a := range tag.Attributes {
			fmt.Printf("%s=%q\n", a.Name, a.Value)
		}
	}
	// Output:
	// href="/?a&b"
	// hidden=""
}

func ExampleSnapshot_DuplicateKeys() {
	s, _ := diff.Parse([]byte(`<ul><li id="a">one</li><li id="a">two</li></ul>`))
	fmt.Println(len(s.DuplicateKeys()))
	// Output: 1
}

func ExampleDuplicateKey() {
	s, _ := diff.Parse([]byte("<ul>\n<li id=\"a\">one</li>\n<li id=\"a\">two</li>\n</ul>"))
	for _, d := range s.DuplicateKeys() {
		fmt.Printf("%d:%d: duplicate key %s\n", d.Line, d.Column, d.Key)
	}
	// Output: 3:1: duplicate key a
}

func ExamplePatch() {
	old, _ := diff.Parse([]byte(`<p title="a">one</p>`))
	_, patch, _ := diff.Compare(old, []byte(`<p title="b">one, two</p>`))
	for _, op := range patch {
		fmt.Printf("%+v\n", op)
	}
	// Output:
	// {Node:1 Kind:3 Name:title Text:b Start:0 Delete:0 List:[]}
	// {Node:2 Kind:1 Name: Text:, two Start:0 Delete:0 List:[]}
}

func ExamplePatch_AppendJSON() {
	patch := diff.Patch{
		{Node: 1, Kind: diff.SetAttr, Name: "title", Text: "b"},
		{Node: 2, Kind: diff.AppendText, Text: ", two"},
	}
	fmt.Println(string(patch.AppendJSON(nil)))
	// Output: [1,3,"title","b",1,1,", two"]
}

func ExampleOp() {
	s, _ := diff.Parse([]byte(`<p>The quick brown fox</p>`))
	s, err := s.Apply(diff.Patch{{Node: 2, Kind: diff.Splice, Start: 10, Delete: 5, Text: "red"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(s.HTML()))
	// Output: <p>The quick red fox</p>
}

func ExampleOpKind() {
	s, _ := diff.Parse([]byte(`<p title="a" hidden>one</p>`))
	s, err := s.Apply(diff.Patch{
		{Node: 1, Kind: diff.SetAttr, Name: "title", Text: "b"},
		{Node: 1, Kind: diff.RemoveAttr, Name: "hidden"},
		{Node: 2, Kind: diff.SetText, Text: "two"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(s.HTML()))
	// Output: <p title="b">two</p>
}

func ExampleItem() {
	s, _ := diff.Parse([]byte(`<ul><li>one</li><li>two</li><li>three</li></ul>`))
	s, err := s.Apply(diff.Patch{{Node: 1, Kind: diff.Children, List: []diff.Item{
		{Kind: diff.Insert, HTML: "<li>zero</li>"},
		{Kind: diff.Keep, N: 1},
		{Kind: diff.Remove, N: 1},
	}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(s.HTML()))
	// Output: <ul><li>zero</li><li>one</li><li>three</li></ul>
}

func ExampleItemKind() {
	s, _ := diff.Parse([]byte(`<ul><li>one</li><li>two</li><li>three</li></ul>`))
	s, err := s.Apply(diff.Patch{{Node: 1, Kind: diff.Children, List: []diff.Item{
		{Kind: diff.Move, N: 2}, // the old child at index 2
	}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(s.HTML()))
	// Output: <ul><li>three</li><li>one</li><li>two</li></ul>
}

// A new row that is like another is a copy of it, with what differs.
func ExampleOptions() {
	old, _ := diff.Parse([]byte(`<ul><li id="a"><b class="name">Ann</b> <i>online</i></li></ul>`))
	rows := `<li id="a"><b class="name">Ann</b> <i>online</i></li><li id="b"><b class="name">Ben</b> <i>online</i></li>`
	_, patch, err := diff.Options{Copy: true}.Compare(old, []byte("<ul>"+rows+"</ul>"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", patch.AppendJSON(nil))
	// Output: [1,5,[1,[0,[1,3,"id","b",2,0,"Ben"]]]]
}

// The zero Options are those of the function Compare.
func ExampleOptions_Compare() {
	old, _ := diff.Parse([]byte(`<p>one</p>`))
	_, patch, err := diff.Options{}.Compare(old, []byte(`<p>one!</p>`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", patch.AppendJSON(nil))
	// Output: [2,1,"!"]
}

func ExampleBuilder() {
	var b diff.Builder
	b.Comment(" a note ")
	b.Start("p", []diff.TagAttribute{{Name: "class", Value: "note"}})
	b.Text("1 < 2")
	fmt.Println(b.Start("div", nil)) // a parser would close <p> before it
	b.End()
	b.Start("svg", nil)
	fmt.Println(b.Foreign())
	fmt.Printf("%s\n", b.HTML())
	// Output:
	// false
	// true
	// <!-- a note --><p class="note">1 &lt; 2</p><svg></svg>
}
