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

// The names of flags carry the package's, because a test binary may have flags of its own.
var updateFlag = flag.Bool("livetest.update", false, "write the golden files of livetest's Page.Golden anew")

// Golden compares the page with testdata/name.html beside the test: one element on a line, white space collapsed, so that a change is a few lines. The flag
// -livetest.update, or -update where the test has such a flag, writes the file anew.
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
		p.t.Fatalf("livetest: Golden(%q): %v; go test -run %s -livetest.update writes it", name, err, p.t.Name())
	}
	assert.Equal(p.t, string(want), b.String(), "livetest: Golden(%q): the page is not what %s says; if it is right now, go test -run %s -livetest.update",
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

// writePretty writes HTML for a person to read and compare.
func writeIndented(b *strings.Builder, e *goquery.Selection, depth int) {
	indent := strings.Repeat("  ", depth)
	switch name := goquery.NodeName(e); {
	case name == "#text":
		if text := textOf(e); text != "" {
			fmt.Fprintf(b, "%s%s\n", indent, html.EscapeString(text))
		}
	case strings.HasPrefix(name, "#"):
	case name == "pre" || name == "textarea":
		outer, _ := goquery.OuterHtml(e) // it fails if a node is not HTML's
		fmt.Fprintf(b, "%s%s\n", indent, outer)
	case e.Is("area,base,br,col,embed,hr,img,input,link,meta,source,track,wbr"): // they have no end tag
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
