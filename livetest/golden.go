package livetest

import (
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/assert"
)

// Flags have the name of the package as a prefix, because a test binary may have flags of its own.
var updateFlag = flag.Bool("livetest.update", false, "update the golden files of Page.Golden")

// Golden compares the page with testdata/name.html in the directory of the test. The file has one
// element per line and collapsed white space, so that a change affects few lines. The random keys of
// [live.SubmitKey] are replaced. The flag
// -livetest.update, or -update if the test defines it, writes the file.
func (p *Page) Golden(name string) *Page {
	p.t.Helper()
	p.find("body")
	var b strings.Builder
	root := p.doc.dom.Find("#live-root")
	if root.Length() == 0 {
		root = p.doc.dom.Find("html")
	}
	for _, e := range root.Contents().EachIter() {
		writeIndented(&b, e, 0)
	}
	file := filepath.Join("testdata", name+".html")
	if updatesGolden() {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			p.t.Fatalf("livetest: Golden(%q): %v", name, err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
			p.t.Fatalf("livetest: Golden(%q): %v", name, err)
		}
		return p
	}
	want, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatalf("livetest: Golden(%q): %v; to create it, run go test -run %s -livetest.update", name, err, p.t.Name())
	}
	assert.Equal(p.t, string(want), b.String(), "livetest: Golden(%q): the page differs from %s; to accept the change, run go test -run %s -livetest.update",
		name, file, p.t.Name())
	return p
}

func updatesGolden() bool {
	if *updateFlag {
		return true
	}
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// writeIndented writes an element as indented HTML.
func writeIndented(b *strings.Builder, e *goquery.Selection, depth int) {
	indent := strings.Repeat("  ", depth)
	switch name := goquery.NodeName(e); {
	case name == "#text":
		if text := textOf(e); text != "" {
			fmt.Fprintf(b, "%s%s\n", indent, html.EscapeString(text))
		}
	case strings.HasPrefix(name, "#"):
	case name == "pre" || name == "textarea":
		outer, _ := goquery.OuterHtml(e) // rendering a parsed node to memory does not fail
		fmt.Fprintf(b, "%s%s\n", indent, outer)
	case e.Is("area,base,br,col,embed,hr,img,input,link,meta,source,track,wbr"): // void elements
		if e.Is(submitKeySelector) {
			e = e.Clone().SetAttr("value", "random key")
		}
		fmt.Fprintf(b, "%s%s\n", indent, startTag(e))
	case e.Children().Length() == 0:
		fmt.Fprintf(b, "%s%s%s</%s>\n", indent, startTag(e), html.EscapeString(textOf(e)), name)
	default:
		fmt.Fprintf(b, "%s%s\n", indent, startTag(e))
		for _, c := range e.Contents().EachIter() {
			writeIndented(b, c, depth+1)
		}
		fmt.Fprintf(b, "%s</%s>\n", indent, name)
	}
}
