package livetest

import (
	"bytes"

	"github.com/PuerkitoBio/goquery"
)

// A document is a page as it was looked at last: its elements, what the user has entered, and what its effects have brought. What is in a template is
// not searched. It stays the same while the user acts, whatever comes from the server meanwhile.
type document struct {
	dom     *goquery.Document // nil before the first look
	entered map[controlKey]controlState
	focus   locator // of what has the focus
	flash   map[string]string
	pushed  map[string][]string
	leftFor string // where a navigation led that was not followed
}

// read makes the elements those of html.
func (d *document) read(html []byte) error {
	dom, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
	if err != nil {
		return err
	}
	dom.Find("template").Empty()
	d.dom = dom
	return nil
}
