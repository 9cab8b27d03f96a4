package normalize

import (
	"html"
	"strings"
)

var (
	voidElements    = set("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
	rawTextElements = set("iframe noembed noframes noscript plaintext script style textarea title xmp")
	hiddenElements  = set("iframe noembed noframes noscript script style template title")

	// formattingElements are reopened by a parser if the end tag of another element closed them.
	formattingElements = set("a b big code em font i nobr s small strike strong tt u")

	// plainElements neither change how a parser reads their content nor limit the effect of end tags.
	plainElements = set("abbr article aside bdi bdo blockquote cite dd del details dfn div dl dt figcaption figure footer " +
		"h1 h2 h3 h4 h5 h6 header ins kbd label li main mark nav ol p pre q samp section span sub summary sup time ul var")
	plainVoidElements = set("br hr img wbr")
)

func set(names string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		m[name] = true
	}
	return m
}

// elementName returns the name by which an HTML element is written.
func elementName(name string) string {
	switch name {
	case "listing", "plaintext", "xmp":
		return "pre"
	case "image":
		return "img"
	}
	return name
}

// commentText returns the content of a comment that the tokenizer reads as data. Browsers do not decode
// character references in comments, but the tokenizer does.
func commentText(data string) string {
	text := escapeCommentEnd(data)
	if html.UnescapeString(text) != data {
		text = escapeCommentEnd(strings.ReplaceAll(data, "&", "&amp;"))
	}
	return text
}

// escapeCommentEnd escapes what would end a comment.
func escapeCommentEnd(s string) string {
	if strings.HasPrefix(s, ">") || strings.HasPrefix(s, "->") {
		s = strings.Replace(s, ">", "&gt;", 1)
	}
	return commentEnds.Replace(s)
}

var commentEnds = strings.NewReplacer("-->", "--&gt;", "--!>", "--!&gt;")
