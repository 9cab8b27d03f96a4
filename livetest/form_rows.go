package livetest

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/PuerkitoBio/goquery"
)

// AddRow clicks the button of live.Form.AddRow for a slice, given by its name, such as "items". It fails the test
// if there is no such button, or the slice has as many rows as it may have.
func (f *Form) AddRow(slice string) *Form {
	f.p.t.Helper()
	call := f.call("AddRow", slice)
	return f.clickRow(call, f.rowButton(call, slice+"[+]", func(e *goquery.Selection) bool { return hasAttr(e, "live-row") }))
}

// RemoveRow clicks the button of live.Form.RemoveRow for a row, given by its name, such as "items[0]". It fails the
// test if there is no such button, or the slice has no more rows than it must have.
func (f *Form) RemoveRow(row string) *Form {
	f.p.t.Helper()
	call := f.call("RemoveRow", row)
	return f.clickRow(call, f.rowButton(call, row, func(e *goquery.Selection) bool { return isRowButton(e) && attr(e, "value") == "remove" }))
}

// MoveRow moves a row, given by its name, such as "items[0]", by a number of positions, as a user does: it clicks the
// button of live.Form.MoveRow for that number, or else it presses the arrow keys in the handle of live.Form.DragRow,
// once for each position. It fails the test if there is neither, or at the end of the slice.
func (f *Form) MoveRow(row string, by int) *Form {
	f.p.t.Helper()
	call := fmt.Sprintf("%s by %d", f.call("MoveRow", row), by)
	isMove := func(e *goquery.Selection) bool {
		return isRowButton(e) && attr(e, "value") == strconv.Itoa(by)
	}
	if all := f.fieldsFor(call, row); slices.ContainsFunc(all, isMove) || !slices.ContainsFunc(all, isHandle) {
		return f.clickRow(call, f.rowButton(call, row, isMove))
	}
	name := attr(f.rowButton(call, row, isHandle), "name")
	key, steps := "ArrowDown", by
	if by < 0 {
		key, steps = "ArrowUp", -by
	}
	for range steps {
		handle := f.rowButton(call, name, isHandle)
		if action, _ := f.p.doc.defaultKeyAction(handle, keyPress{key: key}); action != movesRow {
			f.p.t.Fatalf("livetest: %s: the row is at the end:\n%s", call, outline(handle))
		}
		f.p.tab.pressKey(handle, keyPress{key: key})
		f.p.Settle()
	}
	return f
}

func isHandle(e *goquery.Selection) bool { return hasAttr(e, "live-drag") }

// rowButton returns the button of a name that passes the test. It fails the test of the application if there is none.
func (f *Form) rowButton(call, name string, test func(*goquery.Selection) bool) *goquery.Selection {
	f.p.t.Helper()
	all := f.fieldsFor(call, name)
	if i := slices.IndexFunc(all, test); i >= 0 {
		return all[i]
	}
	f.p.t.Fatalf("livetest: %s: there is no such button; controls of that name:\n%s", call, outlines(all))
	return nil
}

// clickRow clicks a button of a row.
func (f *Form) clickRow(call string, button *goquery.Selection) *Form {
	f.p.t.Helper()
	if isDisabled(button) || attr(button, "aria-disabled") == "true" {
		f.p.t.Fatalf("livetest: %s: the button is disabled:\n%s", call, outline(button))
	}
	f.p.tab.click(call, button)
	f.p.Settle()
	return f
}
