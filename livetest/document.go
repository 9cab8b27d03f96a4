package livetest

import (
	"bytes"
	"regexp"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// A document is what a tab showed when sync was last called. It does not change while the user acts
// on it, even if updates arrive meanwhile. The contents of templates are not part of it.
type document struct {
	dom            *goquery.Document // nil until the first page is loaded
	entered        map[controlKey]controlState
	focus          locator      // of the focused element
	flashes        wire.Flashes // the messages that the user sees
	pushed         map[string][]string
	replies        []string  // details of live:reply events
	leftFor        string    // URL of a navigation that was not followed
	rowMoves       []rowMove // of rows in a form, while the connection is lost
	expectedStatus int       // of the document that is loaded next; 0 means 200
	note           string    // for failure texts; "" or a line about the document
	noScript       bool      // the browser runs no scripts
}

// hideTokens removes the tokens of sticky views, so that they are not in failure texts.
func (d *document) hideTokens() { d.dom.Find("[live-sticky]").RemoveAttr("live-token") }

// parse sets the DOM to that of html. The content of portals is still in their templates.
func (d *document) parse(html []byte) error {
	if d.noScript {
		html = noscriptPattern.ReplaceAll(html, []byte("${1}x-noscript")) // the parser takes its content for text
	}
	dom, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
	if err != nil {
		return err
	}
	dom.Find("template:not([live-portal])").Empty()
	d.dom = dom
	return nil
}

var noscriptPattern = regexp.MustCompile(`(?i)(</?)noscript\b`)
