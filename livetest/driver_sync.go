package livetest

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/lively-go/lively/internal/wire"
)

// A tabSnapshot is the state of a tab, as browser.js reports it.
type tabSnapshot struct {
	Live                               bool
	Document                           float64 // identifies the document
	HTML, Title, URL, LeftFor, Problem string
	Outside                            string   // HTML of the sticky views, and of what portals show outside of the views
	Elements, Focus                    int      // number of elements, and index of the focused one
	Status                             int      // of the response that the document was loaded from; 0 in browsers that do not report it
	ExpectedCrashes                    []string // names of views
	Effects                            [][]json.RawMessage
	Flashes                            []struct{ Kind, Text, Label string }
	Controls                           []struct {
		Text     string
		Checked  bool
		Selected []string
	}
}

func (b *driverTab) sync() {
	b.t.Helper()
	var s tabSnapshot
	b.retry("read the page", func() error {
		s = tabSnapshot{}
		return b.call(&s, "snapshot")
	})
	if s.Status == 0 && s.Document == b.snapshot.Document {
		s.Status = b.snapshot.Status // its URL may be another one now
	} else if s.Status == 0 {
		s.Status = b.site.statuses.of(s.URL).status
	}
	b.snapshot, b.leftFor = s, s.LeftFor
	html := s.HTML
	if s.Live {
		html = `<!doctype html><div id="live-root">` + html + `</div>` + s.Outside
	}
	b.must("parse the page", b.parse([]byte(html)))
	b.dom.Find("template").Empty()
	b.hideTokens()
	all := b.elements()
	if all.Length() != s.Elements {
		b.t.Fatalf("livetest: the page has %d elements in the browser but %d in its HTML (see docs/reference/markup.md):\n%s", s.Elements, all.Length(), b.outline())
	}
	b.focus = locator{}
	if s.Focus >= 0 {
		b.focus = b.locatorOf(all.Eq(s.Focus))
	}
	b.entered = map[controlKey]controlState{}
	for i, e := range all.Filter("input,select,textarea").EachIter() {
		c := s.Controls[i]
		b.entered[b.keyOf(e)] = controlState{text: c.Text, checked: c.Checked, selected: c.Selected}
	}
	b.flashes, b.pushed, b.replies = nil, map[string][]string{}, nil
	for _, f := range s.Flashes {
		b.flashes = append(b.flashes, wire.FlashMessage{Kind: f.Kind, Text: f.Text, FlashOptions: wire.FlashOptions{Label: f.Label}})
	}
	for _, e := range s.Effects {
		b.applyEffect(e)
	}
}

func (b *driverTab) applyEffect(e []json.RawMessage) {
	text := func(i int) (s string) { _ = json.Unmarshal(e[i], &s); return s }
	switch text(0) {
	case "push":
		b.pushed[text(1)] = append(b.pushed[text(1)], string(e[2]))
	case "reply":
		b.replies = append(b.replies, string(e[2]))
	}
}

func (b *driverTab) settle() {
	b.t.Helper()
	if b.site.listener.isOffline() {
		b.sync()
		return
	}
	renders := b.site.rendered.renders()
	b.retry("the page did not settle", func() error {
		reason, pending := "", b.site.pending.Load()
		err := b.call(&reason, "settle", b.site.clock.timeout().Milliseconds())
		if err == nil && reason != "" {
			err = errors.New(reason)
		}
		if err == nil && (pending > 0 || b.site.pending.Load() > 0) {
			err = errors.New("nested views are being mounted")
		}
		return err
	})
	b.noteViews(renders)
	b.sync()
	if b.snapshot.Problem != "" {
		b.t.Fatalf("livetest: %s", b.snapshot.Problem)
	}
	if b.checkedDocument != b.snapshot.Document {
		b.checkedDocument = b.snapshot.Document
		if err := checkStatus(http.MethodGet, b.snapshot.URL, b.snapshot.Status, b.takeExpectedStatus()); err != nil {
			b.t.Fatalf("livetest: %v\n%s", err, b.outline())
		}
	}
	b.checkIDs(b.t)
}
