package livetest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// A sight is what browser.js sees.
type sight struct {
	Live                         bool
	HTML, Title, URL, Gone, Flaw string
	Elements, Focus              int // how many there are, and which has the focus
	Status                       int // of the answer that brought the document
	Effects                      [][]json.RawMessage
	Controls                     []struct {
		Text   string
		Ticked bool
		Chosen []string
	}
}

func (b *driverTab) look() {
	b.t.Helper()
	var now sight
	b.until("look at the page", func() error {
		now = sight{}
		return b.call(&now, "look")
	})
	b.seen, b.gone = now, now.Gone
	html := now.HTML
	if now.Live {
		html = `<!doctype html><div id="live-root">` + html + `</div>`
	}
	b.must("look at the page", b.read([]byte(html)))
	all := b.elements()
	if all.Length() != now.Elements {
		b.t.Fatalf("livetest: the browser has %d elements, its HTML %d; see docs/markup.md:\n%s", now.Elements, all.Length(), b.outline())
	}
	b.focus = place{}
	if now.Focus >= 0 {
		b.focus = b.placeOf(all.Eq(now.Focus))
	}
	b.typed = map[control]entry{}
	for i, e := range all.Filter("input,select,textarea").EachIter() {
		c := now.Controls[i]
		b.typed[b.key(e)] = entry{text: c.Text, ticked: c.Ticked, chosen: c.Chosen}
	}
	b.flash, b.pushed = map[string]string{}, map[string][]string{}
	for _, e := range now.Effects {
		b.effect(e)
	}
}

func (b *driverTab) effect(e []json.RawMessage) {
	text := func(i int) (s string) { _ = json.Unmarshal(e[i], &s); return s }
	switch text(0) {
	case "flash":
		b.flash[text(1)] = text(2)
	case "push":
		b.pushed[text(1)] = append(b.pushed[text(1)], string(e[2]))
	}
}

func (b *driverTab) settle() {
	b.t.Helper()
	if b.port.isOut() {
		b.look()
		return
	}
	b.until("the page does not settle", func() error {
		why := ""
		err := b.call(&why, "settle", b.site.clock.patience().Milliseconds())
		if err == nil && why != "" {
			err = fmt.Errorf("%s", why)
		}
		return err
	})
	b.look()
	switch {
	case b.seen.Flaw != "":
		b.t.Fatalf("livetest: %s", b.seen.Flaw)
	case b.seen.Status != http.StatusOK:
		b.t.Fatalf("livetest: GET %s: %d %s\n%s", b.seen.URL, b.seen.Status, http.StatusText(b.seen.Status), b.outline())
	}
	b.checkIDs(b.t)
}
