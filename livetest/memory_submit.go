package livetest

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// submit submits a form; button is what submits it, or nil. Without live-submit the browser does, and another page answers.
func (m *memoryTab) submit(form, button *goquery.Selection) {
	m.t.Helper()
	source := ""
	if button != nil {
		source = attr(button, "name")
	}
	data := m.serialise(form, true, source, button)
	if has(form, "live-submit") {
		m.flush(func(l later) bool { e := m.at(l.at); return e != nil && isSame(m.owner(e), form) })
		keys := m.keys(form)
		m.emit(form, "live-submit", data, nil)
		m.told(keys)
		return
	}
	said := func(name, otherwise string) string {
		if button != nil && has(button, "form"+name) {
			return attr(button, "form"+name)
		}
		return form.AttrOr(name, otherwise)
	}
	to, ours := resolve(m.url(), said("action", m.url()))
	switch method := strings.ToUpper(said("method", http.MethodGet)); {
	case method == "DIALOG":
		m.t.Fatalf("livetest: a form that closes a dialog needs a browser:\n%s", outline(form))
	case method == http.MethodPost && strings.EqualFold(said("enctype", ""), "multipart/form-data"):
		m.t.Fatalf("livetest: a form with files needs a browser:\n%s", outline(form))
	case !ours || !m.site.follow:
		m.page.leave()
		m.gone = to
	case method == http.MethodPost:
		m.page.leave()
		m.submitTo(method, to, data.Data)
	default:
		path, _, _ := strings.Cut(to, "?")
		m.leave((&url.URL{Path: path, RawQuery: data.Data}).String())
	}
}
