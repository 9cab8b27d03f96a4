package client

import (
	"bytes"
	"errors"
	"html"
	"regexp"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"
)

// A Page is what a browser obtains from the HTTP response.
type Page struct {
	URL   string // path and query
	Token string
	Title string
	HTML  []byte // content of the root

	Context diff.Context // of the content. The zero Context is that of a div
	Sticky  []StickyView // of the layout
}

// ErrNotLive is returned for a document that is not a live page.
var ErrNotLive = errors.New("client: the document has no live-root element or no live-token")

var (
	tokenTag = regexp.MustCompile(`<meta name="live-token" content="([^"]*)">`)
	rootTag  = []byte(`<div id="live-root">`)
	rootEnd  = []byte(`</div><div id="live-flash"`)
)

// ParsePage parses a document that was served at url. The error is ErrNotLive.
func ParsePage(url string, document []byte) (Page, error) {
	p := Page{URL: url}
	start, end := bytes.Index(document, rootTag), bytes.LastIndex(document, rootEnd)
	token := tokenTag.FindSubmatch(document)
	if start < 0 || end < start || token == nil {
		return p, ErrNotLive
	}
	p.HTML = document[start+len(rootTag) : end]
	p.Token = html.UnescapeString(string(token[1]))
	p.Title, _ = htmlscan.Title(document[:start])
	p.Sticky = append(stickyViews(document[:start]), stickyViews(document[end:])...)
	return p, nil
}
