package livetest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// eventURL returns the event that e sends: its name and arguments, those of live-value-* attributes,
// and more.
func eventURL(e *goquery.Selection, event string, more url.Values) string {
	var query []string
	for _, a := range e.Get(0).Attr {
		if name, ok := strings.CutPrefix(a.Key, "live-value-"); ok {
			query = append(query, url.QueryEscape(name)+"="+url.QueryEscape(a.Val))
		}
	}
	if len(more) > 0 {
		query = append(query, more.Encode())
	}
	if args := strings.Join(query, "&"); args != "" && strings.Contains(event, "?") {
		event += "&" + args
	} else if args != "" {
		event += "?" + args
	}
	return event
}

// changeBinding returns the element whose live-change binding covers e, or nil.
func (d *document) changeBinding(e *goquery.Selection) *goquery.Selection {
	if bound := closestBound(e, "[live-change]"); bound != nil {
		return bound
	}
	if form := d.formOf(e); form != nil {
		return closestBound(form, "[live-change]")
	}
	return nil
}

// serialize returns the form data of the controls that a binding on bound covers. source is the name
// of the control that changed or submits, button the one that submits or nil.
func (d *document) serialize(bound *goquery.Selection, kind wire.FormKind, source string, button *goquery.Selection) *wire.Form {
	var data []string
	sent := map[string]bool{}
	all := slices.DeleteFunc(d.controls(bound), func(e *goquery.Selection) bool {
		return attr(e, "name") == "" || isDisabled(e)
	})
	for _, e := range d.entries(bound, button) {
		sent[e.name] = true
		if e.file == nil {
			data = append(data, e.name, e.value)
		}
	}
	f := &wire.Form{Kind: kind, Source: source, Data: wire.NewFields(data...)}
	for _, slice := range strings.Fields(attr(bound, "live-rows")) {
		if !sent[slice] {
			sent[slice] = true
			f.Unchecked = append(f.Unchecked, slice)
		}
	}
	for _, e := range all {
		name := attr(e, "name")
		if slice := attr(e, "live-row"); slice != "" && !sent[slice] {
			sent[slice] = true
			f.Unchecked = append(f.Unchecked, slice)
		}
		if !sent[name] && (isCheckable(e) || controlType(e) == "select-multiple") {
			sent[name] = true
			f.Unchecked = append(f.Unchecked, name)
		}
	}
	return f
}
