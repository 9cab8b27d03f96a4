package e2e

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// Line breaks at the start of a textarea and a pre stay while the user types them, in a new document, and
// in a view that is mounted again.
func TestRemark_LeadingLineBreaks(t *testing.T) {
	t.Parallel()
	var saved atomic.Value
	saved.Store("")
	s := newSite(t, newServer(viewFunc(func() *views.Remark {
		return &views.Remark{Text: saved.Load().(string), Save: func(text string) { saved.Store(text) }}
	})))
	tab := openConnected(t, s.url())
	texts := `JSON.stringify([document.querySelector("textarea").value, document.querySelector("pre").textContent])`
	tab.Click("textarea")
	for _, step := range []struct{ keys, want string }{{"\r", "\n"}, {"\r", "\n\n"}, {"a", "\n\na"}} {
		tab.Keys(step.keys)
		tab.Until(texts + ` === JSON.stringify(Array(2).fill(` + quote(step.want) + `)) && !document.querySelector(".live-change-loading")`)
	}
	tab = openConnected(t, s.url())
	require.JSONEq(t, `["\n\na","\n\na"]`, tab.Text(texts))
	require.JSONEq(t, `["\n\na",0]`, tab.JSON(`[document.querySelector("textarea").defaultValue, document.querySelectorAll("pre > *").length]`))
}
