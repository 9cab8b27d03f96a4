package livetest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// isRowButton reports whether e is a button that adds, removes or moves a row of a form.
func isRowButton(e *goquery.Selection) bool { return hasAttr(e, "live-row") }

// rowName returns one of names that stands for a name with the positions of rows, as live.Form uses
// them: "items[0].name" is the field of the first row. It returns name if there is none.
func rowName(name string, names []string) string {
	prefix, rest := "", name
	for {
		field, after, found := strings.Cut(rest, "[")
		index, tail, closed := strings.Cut(after, "]")
		i, err := strconv.Atoi(index)
		if prefix += field; !found || !closed || err != nil {
			return prefix + strings.TrimPrefix(rest, field)
		}
		keys := rowKeys(prefix, names)
		if i < 0 || i >= len(keys) {
			return name
		}
		prefix, rest = prefix+"["+keys[i]+"]", tail
	}
}

// rowKeys returns the keys of the rows of a slice, in the order of their fields.
func rowKeys(slice string, names []string) (keys []string) {
	for _, name := range names {
		if rest, ok := strings.CutPrefix(name, slice+"["); ok {
			if key, _, _ := strings.Cut(rest, "]"); key != "+" && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// pressRowButton sends the operation of a button of a row.
func (m *memoryTab) pressRowButton(button *goquery.Selection) {
	m.t.Helper()
	form := m.formOf(button)
	if form == nil || !hasAttr(form, "live-change") {
		return
	}
	name, value := attr(button, "name"), attr(button, "value")
	if strings.HasSuffix(name, "[+]") {
		m.site.rowsAdded++
		value = "k" + strconv.Itoa(m.site.rowsAdded)
	}
	m.sendRow(form, name, value)
}

// isRowOperation reports whether e is the event of a button of a row.
func isRowOperation(e wire.Event) bool {
	return e.Form != nil && e.Form.Kind != wire.Submit && strings.HasSuffix(e.Form.Source, "]")
}

// rowsOf returns a key under which the tab records that the user has changed the rows of a form.
func (d *document) rowsOf(form *goquery.Selection) controlKey {
	return controlKey{form: d.formKey(form), name: "[+]"}
}
