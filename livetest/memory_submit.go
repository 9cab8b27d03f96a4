package livetest

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// submit submits a form with a button, or nil. A form without a live-submit binding is submitted by
// the browser, which loads another page.
func (m *memoryTab) submit(form, button *goquery.Selection) {
	m.t.Helper()
	source := ""
	if button != nil {
		source = attr(button, "name")
	}
	data := m.serialize(form, wire.Submit, source, button)
	property := func(name, byDefault string) string {
		if button != nil && hasAttr(button, "form"+name) {
			return attr(button, "form"+name)
		}
		return form.AttrOr(name, byDefault)
	}
	if hasAttr(form, "live-submit") {
		m.flush(func(d debouncedEvent) bool {
			e := m.locate(d.target)
			return e != nil && sameNode(m.formOf(e), form)
		})
		keys := m.keysOf(form)
		m.sendBinding(form, "live-submit", data, nil)
		m.markReported(keys)
		if strings.EqualFold(property("method", ""), "dialog") {
			m.closeDialog(form, button)
		}
		return
	}
	to, sameOrigin := resolveURL(m.url(), m.url())
	if action := property("action", ""); action != "" { // otherwise the URL of the document, not of its base
		to, sameOrigin = resolveURL(m.linkBase(), action)
	}
	switch method := strings.ToUpper(property("method", http.MethodGet)); {
	case method == "DIALOG":
		m.closeDialog(form, button)
	case method == http.MethodPost && strings.EqualFold(property("enctype", ""), "multipart/form-data"):
		m.t.Fatalf("livetest: a form with enctype=multipart/form-data is not supported in memory: test it with Browser:\n%s", outline(form))
	case !sameOrigin || !m.site.followsLinks:
		m.leavePage()
		m.leftFor = to
	case method == http.MethodPost:
		m.referrer = m.url()
		m.loadRequest(method, to, encodeFields(data.Data))
	default:
		path, _, _ := strings.Cut(to, "?")
		m.followLink(m.url(), (&url.URL{Path: path, RawQuery: encodeFields(data.Data)}).String())
	}
}

// encodeFields returns fields as application/x-www-form-urlencoded, in their order.
func encodeFields(fields wire.Fields) string {
	var pairs []string
	for name, value := range fields.All() {
		pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	return strings.Join(pairs, "&")
}
