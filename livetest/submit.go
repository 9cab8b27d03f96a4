package livetest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// submits are the buttons that submit a form.
func (d *document) submits(form *goquery.Selection) []*goquery.Selection {
	return slices.DeleteFunc(d.controls(form), func(e *goquery.Selection) bool { return !isSubmit(e) })
}

// defaultButton is what the Enter key in a field presses, nil if the form has no such button. why says why the key does nothing.
func (d *document) defaultButton(form *goquery.Selection) (button *goquery.Selection, why string) {
	if all := d.submits(form); len(all) > 0 {
		if isDisabled(all[0]) {
			why = "its button is disabled"
		}
		return all[0], why
	}
	fields := 0
	for _, e := range d.controls(form) {
		if isText(e) && !e.Is("textarea") {
			fields++
		}
	}
	if fields > 1 {
		why = "Enter does nothing in a form with several fields and no submit button"
	}
	return nil, why
}

// submit submits a form; button is what submits it, or nil. Without live-submit the browser does, and another page answers.
func (p *Page) submit(form, button *goquery.Selection) {
	p.t.Helper()
	source := ""
	if button != nil {
		source = attr(button, "name")
	}
	data := p.serialise(form, true, source, button)
	if has(form, "live-submit") {
		p.flush(func(l later) bool { e := p.at(l.at); return e != nil && isSame(p.owner(e), form) })
		keys := p.keys(form)
		p.emit(form, "live-submit", data, nil)
		p.told(keys)
		return
	}
	said := func(name, otherwise string) string {
		if button != nil && has(button, "form"+name) {
			return attr(button, "form"+name)
		}
		return form.AttrOr(name, otherwise)
	}
	to, ours := resolve(p.URL(), said("action", p.URL()))
	switch method := strings.ToUpper(said("method", http.MethodGet)); {
	case method == "DIALOG":
		p.t.Fatalf("livetest: a form that closes a dialog needs a browser:\n%s", outline(form))
	case method == http.MethodPost && strings.EqualFold(said("enctype", ""), "multipart/form-data"):
		p.t.Fatalf("livetest: a form with files needs a browser:\n%s", outline(form))
	case !ours || !p.site.follow:
		p.tab.leave()
		p.gone = to
	case method == http.MethodPost:
		p.tab.leave()
		p.submitTo(method, to, data.Data)
	default:
		path, _, _ := strings.Cut(to, "?")
		p.leave((&url.URL{Path: path, RawQuery: data.Data}).String())
	}
}

func isSame(a, b *goquery.Selection) bool { return a != nil && b != nil && a.Get(0) == b.Get(0) }
