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
	data := m.serialize(form, true, source, button)
	if hasAttr(form, "live-submit") {
		m.flush(func(l debouncedEvent) bool { e := m.locate(l.target); return e != nil && sameNode(m.formOf(e), form) })
		keys := m.keysOf(form)
		m.sendBinding(form, "live-submit", data, nil)
		m.markReported(keys)
		return
	}
	said := func(name, otherwise string) string {
		if button != nil && hasAttr(button, "form"+name) {
			return attr(button, "form"+name)
		}
		return form.AttrOr(name, otherwise)
	}
	to, ours := resolveURL(m.url(), said("action", m.url()))
	switch method := strings.ToUpper(said("method", http.MethodGet)); {
	case method == "DIALOG":
		m.t.Fatalf("livetest: a form that closes a dialog needs a browser:\n%s", outline(form))
	case method == http.MethodPost && strings.EqualFold(said("enctype", ""), "multipart/form-data"):
		m.t.Fatalf("livetest: a form with files needs a browser:\n%s", outline(form))
	case !ours || !m.site.followsLinks:
		m.page.close()
		m.leftFor = to
	case method == http.MethodPost:
		m.page.close()
		m.loadRequest(method, to, data.Data)
	default:
		path, _, _ := strings.Cut(to, "?")
		m.followLink((&url.URL{Path: path, RawQuery: data.Data}).String())
	}
}
