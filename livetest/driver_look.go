package livetest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// A sight is what browser.js sees.
type tabSnapshot struct {
	Live                               bool
	HTML, Title, URL, LeftFor, Problem string
	Elements, Focus                    int // how many there are, and which has the focus
	Status                             int // of the answer that brought the document
	Effects                            [][]json.RawMessage
	Controls                           []struct {
		Text     string
		Checked  bool
		Selected []string
	}
}

func (b *driverTab) look() {
	b.t.Helper()
	var now tabSnapshot
	b.retry("look at the page", func() error {
		now = tabSnapshot{}
		return b.call(&now, "look")
	})
	b.snapshot, b.leftFor = now, now.LeftFor
	html := now.HTML
	if now.Live {
		html = `<!doctype html><div id="live-root">` + html + `</div>`
	}
	b.must("look at the page", b.read([]byte(html)))
	all := b.elements()
	if all.Length() != now.Elements {
		b.t.Fatalf("livetest: the browser has %d elements, its HTML %d; see docs/markup.md:\n%s", now.Elements, all.Length(), b.outline())
	}
	b.focus = locator{}
	if now.Focus >= 0 {
		b.focus = b.locatorOf(all.Eq(now.Focus))
	}
	b.entered = map[controlKey]controlState{}
	for i, e := range all.Filter("input,select,textarea").EachIter() {
		c := now.Controls[i]
		b.entered[b.keyOf(e)] = controlState{text: c.Text, checked: c.Checked, selected: c.Selected}
	}
	b.flash, b.pushed = map[string]string{}, map[string][]string{}
	for _, e := range now.Effects {
		b.applyEffect(e)
	}
}

func (b *driverTab) applyEffect(e []json.RawMessage) {
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
	if b.listener.isOffline() {
		b.look()
		return
	}
	b.retry("the page does not settle", func() error {
		why := ""
		err := b.call(&why, "settle", b.site.clock.timeout().Milliseconds())
		if err == nil && why != "" {
			err = fmt.Errorf("%s", why)
		}
		return err
	})
	b.look()
	switch {
	case b.snapshot.Problem != "":
		b.t.Fatalf("livetest: %s", b.snapshot.Problem)
	case b.snapshot.Status != http.StatusOK:
		b.t.Fatalf("livetest: GET %s: %d %s\n%s", b.snapshot.URL, b.snapshot.Status, http.StatusText(b.snapshot.Status), b.outline())
	}
	b.checkIDs(b.t)
}
