package livetest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

const strictForm = `<!doctype html><form><input name="few" maxlength="3"><input name="must" required>
	<input type="radio" name="pay" value="cash" required><input type="radio" name="pay" value="card" required>
	<input type="checkbox" name="agree" required><select name="size" required><option value="">?</option><option>l</option></select>
	<input name="off" required disabled><button>go</button><button name="draft" formnovalidate>draft</button></form>`

// The constraints that browsers validate are checked, unless the form or the button disables that.
func TestForm_BrowserValidation(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strictForm)) })
	failureOf := func(do func(f *livetest.Form)) string {
		return failure(t, func(t testing.TB) { do(livetest.Open(t, h).Form("form")) })
	}
	require.Contains(t, failureOf(func(f *livetest.Form) { f.Fill("few", "four") }), `"four" exceeds its maxlength of 3 characters`)
	require.Contains(t, failureOf(func(f *livetest.Form) { f.Fill("few", "a😀b") }), "maxlength of 3", "length in UTF-16")
	steps := []struct {
		name string
		do   func(f *livetest.Form)
	}{
		{"must", func(f *livetest.Form) { f.Fill("must", "x") }},
		{"pay", func(f *livetest.Form) { f.Choose("pay", "card") }},
		{"agree", func(f *livetest.Form) { f.Check("agree") }},
		{"size", func(f *livetest.Form) { f.Select("size", "l") }},
	}
	for i, missing := range steps {
		require.Contains(t, failureOf(func(f *livetest.Form) {
			for _, s := range steps[:i] {
				s.do(f)
			}
			f.Submit()
		}), fmt.Sprintf("field %q is required", missing.name))
	}
	p := livetest.Open(t, h)
	for _, s := range steps {
		s.do(p.Form("form"))
	}
	require.Equal(t, "/?few=&must=x&pay=card&agree=on&size=l", p.Form("form").Submit().URL())
	require.Equal(t, "/?few=&must=&size=&draft=", p.Form("form").Submit("draft").URL())
}
