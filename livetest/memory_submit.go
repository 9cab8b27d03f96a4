package livetest

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A sentSubmit is a submit that was sent to a view.
type sentSubmit struct {
	root         *client.Root
	ref          int
	form, button locator // button is zero if there was none
}

// submit submits a form with a button, or nil. A form without a live-submit binding, and one with files, is submitted
// by the browser, which loads another page.
func (m *memoryTab) submit(form, button *goquery.Selection) {
	m.t.Helper()
	if !hasAttr(form, "live-submit") || m.noScript || sendsFiles(m.controls(form), form, button) {
		m.submitNatively(form, button)
		return
	}
	source := ""
	if button != nil {
		source = attr(button, "name")
	}
	data := m.serialize(form, wire.Submit, source, button)
	m.flush(func(d debouncedEvent) bool {
		e := m.locate(d.target)
		return e != nil && sameNode(m.formOf(e), form)
	})
	keys, before := m.keysOf(form), len(m.sent)
	submit := sentSubmit{form: m.locatorOf(form)}
	if button != nil {
		submit.button = m.locatorOf(button)
	}
	m.sendBinding(form, "live-submit", data, nil)
	for _, e := range m.sent[before:] {
		submit.root, submit.ref = e.root, e.ref
		m.submits = append(m.submits, submit)
	}
	m.markReported(keys)
	if submitProperty(form, button, "method", "") == "dialog" {
		m.closeDialog(form, button)
	}
}

// submitOf returns the submit with a ref in a session. It is zero if there was none.
func (m *memoryTab) submitOf(root *client.Root, ref int) sentSubmit {
	for _, s := range m.submits {
		if s.root == root && s.ref == ref {
			return s
		}
	}
	return sentSubmit{}
}

// handOver submits a form natively to a path, for a handler that has called SubmitForm. The browser has the data of
// the form now, and loads the document later.
func (m *memoryTab) handOver(s sentSubmit, path string) {
	m.t.Helper()
	form := m.locate(s.form)
	if form == nil {
		m.t.Fatalf("livetest: SubmitForm(%q): the form that was submitted is not on the page any more", path)
	}
	body := encodeForm(m.entries(form, m.locate(s.button)), submitProperty(form, m.locate(s.button), "enctype", ""))
	m.leaving, m.destination, m.replacesEntry, m.handover = true, path, false, &body
}

// submitNatively does what a browser does without the client.
func (m *memoryTab) submitNatively(form, button *goquery.Selection) {
	m.t.Helper()
	to, sameOrigin := resolveURL(m.url(), m.url())
	if action := submitProperty(form, button, "action", ""); action != "" { // otherwise the URL of the document, not of its base
		to, sameOrigin = resolveURL(m.linkBase(), action)
	}
	entries := m.entries(form, button)
	switch method := submitProperty(form, button, "method", "get"); {
	case method == "dialog":
		m.closeDialog(form, button)
	case !sameOrigin || !m.site.followsLinks:
		m.leavePage()
		m.leftFor = to
	case method == "post":
		m.post(to, encodeForm(entries, submitProperty(form, button, "enctype", "")))
	default:
		path, _, _ := strings.Cut(to, "?")
		m.followLink(m.url(), (&url.URL{Path: path, RawQuery: encodeURL(entries)}).String())
	}
}

// postTo is post to a path, which a test that does not follow links only reads.
func (m *memoryTab) postTo(path string, body requestBody) {
	m.t.Helper()
	if m.site.followsLinks {
		m.post(path, body)
		return
	}
	m.leavePage()
	m.leftFor = path
}

// post loads the document that a POST returns.
func (m *memoryTab) post(to string, body requestBody) {
	m.t.Helper()
	m.referrer = m.url()
	m.loadRequest(http.MethodPost, to, body, false)
}

// submitProperty returns an attribute of form, or that of button which takes its place, in lower case unless it is the
// action.
func submitProperty(form, button *goquery.Selection, name, byDefault string) string {
	value := form.AttrOr(name, byDefault)
	if button != nil && hasAttr(button, "form"+name) {
		value = attr(button, "form"+name)
	}
	if name == "action" {
		return value
	}
	return strings.ToLower(value)
}
