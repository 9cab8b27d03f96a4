package normalize_test

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// oracleErrs matches markup that the oracle parses differently from browsers: it decodes references
// in comments, drops a CR that a reference produces after <pre> and <textarea>, and ignores everything
// from a <template> in svg or math on.
var oracleErrs = regexp.MustCompile(`(?s)<!--.*&.*-->|<(pre|textarea)[^>]*>&#(0*13|[xX]0*[dD]);|<(?i:svg|math).*<(?i:template)`)

// oracle returns the canonical form of docs/reference/protocol.md, by a parser and a printer that
// share no code with package diff.
func oracle(src []byte) (string, error) {
	nodes, err := html.ParseFragment(bytes.NewReader(src), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	var b strings.Builder
	for _, n := range nodes {
		canonical(&b, n)
	}
	return b.String(), err
}

var (
	voidElements  = strings.Fields("area base br col embed hr img input link meta param source track wbr")
	textElements  = strings.Fields("script style textarea title iframe noscript")
	escapedInText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	escaped       = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
)

func canonical(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		escapedInText.WriteString(b, n.Data)
	case html.CommentNode:
		b.WriteString("<!--" + n.Data + "-->")
	case html.ElementNode:
		if n.Data == "fedropshadow" && n.Namespace == "svg" {
			n.Data = "feDropShadow" // the only svg name that the oracle does not know
		}
		b.WriteString("<" + n.Data)
		canonicalAttributes(b, n)
		b.WriteString(">")
		if n.Namespace == "" && slices.Contains(voidElements, n.Data) {
			return
		}
		if !isLeaf(n) {
			canonicalContent(b, n)
		}
		b.WriteString("</" + n.Data + ">")
	}
}

func isLeaf(n *html.Node) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return a.Namespace == "" && (a.Key == "live-root" || a.Key == "live-update" && a.Val == "ignore")
	})
}

func canonicalAttributes(b *strings.Builder, n *html.Node) {
	name := func(a html.Attribute) string {
		if a.Namespace != "" {
			return a.Namespace + ":" + a.Key
		}
		return a.Key
	}
	attrs := slices.SortedFunc(slices.Values(n.Attr), func(x, y html.Attribute) int { return cmp.Compare(name(x), name(y)) })
	for _, a := range attrs {
		value := a.Val
		if name(a) == "class" {
			tokens := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("\t\n\f\r ", r) })
			slices.Sort(tokens)
			value = strings.Join(slices.Compact(tokens), " ")
		}
		b.WriteString(" " + name(a) + `="` + escaped.Replace(value) + `"`)
	}
}

func canonicalContent(b *strings.Builder, n *html.Node) {
	isText := slices.Contains(textElements, n.Data)
	if n.Namespace != "" {
		isText = n.Data == "script" || n.Data == "style"
	}
	for c := range n.ChildNodes() {
		switch {
		case !isText, n.Data == "textarea", n.Data == "title":
			canonical(b, c)
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		}
	}
}
