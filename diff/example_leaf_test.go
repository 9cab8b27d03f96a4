package diff_test

import (
	"fmt"
	"log"

	"github.com/lively-go/lively/diff"
)

func ExampleParseIn() {
	row := []byte(`<tr><td>1</td></tr>`)
	_, err := diff.Parse(row)
	fmt.Println(err)
	s, err := diff.ParseIn(diff.NewContext("tbody"), row)
	fmt.Println(s.Len(), err)
	// Output:
	// diff: line 1, column 1: <tr> outside a table: put it in <tbody>, <thead> or <tfoot>
	// 4 <nil>
}

func ExampleNewContext() {
	s, err := diff.ParseIn(diff.NewContext("svg", "g"), []byte(`<lineargradient gradientunits="userSpaceOnUse"/>`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", s.AppendCanonical(nil))
	// Output: <linearGradient gradientUnits="userSpaceOnUse"></linearGradient>
}

func ExampleContext() {
	var zero diff.Context
	s, err := diff.ParseIn(zero, []byte(`<p>text</p>`))
	fmt.Println(s.Len(), err)
	// Output: 3 <nil>
}

func ExampleContext_IsFlow() {
	fmt.Println(diff.NewContext("section").IsFlow(), diff.NewContext("tbody").IsFlow())
	// Output: true false
}

func ExampleSnapshot_Context() {
	s, err := diff.ParseIn(diff.NewContext("ul"), []byte(`<li>one</li>`))
	if err != nil {
		log.Fatal(err)
	}
	other, err := diff.ParseIn(s.Context(), []byte(`<li>two</li>`))
	fmt.Printf("%s %v\n", other.HTML(), err)
	// Output: <li>two</li> <nil>
}

func ExampleSnapshot_Leaves() {
	s, err := diff.Parse([]byte(`<p>text</p><div live-update="ignore"><canvas></canvas></div>`))
	if err != nil {
		log.Fatal(err)
	}
	for leaf := range s.Leaves() {
		fmt.Printf("%s: %s\n", leaf.Name, s.HTML()[leaf.Start:leaf.End])
	}
	fmt.Printf("%s\n", s.AppendCanonical(nil))
	// Output:
	// div: <canvas></canvas>
	// <p>text</p><div live-update="ignore"></div>
}

func ExampleLeaf() {
	s, err := diff.Parse([]byte(`<table><tbody live-root="1"></tbody></table>`))
	if err != nil {
		log.Fatal(err)
	}
	for leaf := range s.Leaves() {
		rows, err := diff.ParseIn(leaf.Context, []byte(`<tr><td>1</td></tr>`))
		fmt.Println(leaf.Attr("live-root"), rows.Len(), err)
	}
	// Output: 1 4 <nil>
}

func ExampleNewBuilder() {
	b := diff.NewBuilder(diff.NewContext("ul"))
	b.Start("li", nil)
	b.Text("one")
	fmt.Printf("%s\n", b.HTML())
	// Output: <li>one</li>
}
