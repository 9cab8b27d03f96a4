package e2e

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A Tab is a browser tab that belongs to one test. What goes wrong in it fails the test.
type Tab struct {
	t   testing.TB
	ctx context.Context

	mu     sync.Mutex
	errors []string
}

// NewTab opens a tab, which is closed when the test ends. An exception that no script of the page catches fails the
// test then.
func NewTab(t testing.TB) *Tab {
	t.Helper()
	tab := &Tab{t: t, ctx: newContext(t)}
	require.NoError(t, chromedp.Listen(tab.ctx, tab.listen))
	t.Cleanup(func() {
		for _, e := range tab.Errors() {
			t.Error("in the browser: " + e)
		}
	})
	return tab
}

// Another opens a second tab of the same browser, with the same cookies.
func (tab *Tab) Another() *Tab {
	tab.t.Helper()
	ctx, cancel := chromedp.NewContext(tab.ctx)
	tab.t.Cleanup(cancel)
	other := &Tab{t: tab.t, ctx: ctx}
	require.NoError(tab.t, chromedp.Listen(ctx, other.listen))
	tab.t.Cleanup(func() {
		for _, e := range other.Errors() {
			tab.t.Error("in the browser: " + e)
		}
	})
	return other
}

func (tab *Tab) listen(event any) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if o := e.ExceptionDetails.Exception; o != nil {
			text += " " + o.Description
		}
		tab.errors = append(tab.errors, text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			text := "console.error"
			for _, a := range e.Args {
				text += " " + string(a.Value) + " " + a.Description
			}
			tab.errors = append(tab.errors, text)
		}
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceSecurity {
			tab.errors = append(tab.errors, e.Entry.Text)
		}
	}
}

// Errors returns and forgets what went wrong in the page: exceptions, console.error, violations of its policy.
func (tab *Tab) Errors() []string {
	chromedp.Do(tab.ctx, chromedp.Evaluate[chromedp.Void]("0")) // what was said before has been heard then; a closed tab said all
	tab.mu.Lock()
	defer tab.mu.Unlock()
	defer func() { tab.errors = nil }()
	return tab.errors
}

// Run runs actions in the tab.
func (tab *Tab) Run(actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	require.NoError(tab.t, chromedp.Do(tab.ctx, actions...))
}

// Open loads a page.
func (tab *Tab) Open(url string) {
	tab.t.Helper()
	tab.Run(chromedp.Navigate(url))
}

// OnLoad adds a script that runs in each page before its own: what an extension does.
func (tab *Tab) OnLoad(script string) {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	require.NoError(tab.t, err)
}

// Do runs a script: the body of an async function.
func (tab *Tab) Do(script string) {
	tab.t.Helper()
	tab.Run(chromedp.Evaluate[chromedp.Void]("(async () => {"+script+"})()", chromedp.EvalAwaitPromise))
}

// JSON returns what a JavaScript expression is, as JSON.
func (tab *Tab) JSON(expression string) string {
	tab.t.Helper()
	return tab.Text("JSON.stringify(await (" + expression + "))")
}

// Text returns what a JavaScript expression is, as a string.
func (tab *Tab) Text(expression string) string {
	tab.t.Helper()
	s, err := chromedp.Run(tab.ctx, chromedp.Evaluate[string]("(async () => String(await ("+expression+")))()", chromedp.EvalAwaitPromise))
	require.NoError(tab.t, err)
	return s
}

// Wait waits until a JavaScript expression is true.
func (tab *Tab) Wait(expression string) {
	tab.t.Helper()
	tab.Do(`
		const end = Date.now() + 10000
		for (;;) {
			if (` + expression + `) return
			if (Date.now() > end) throw Error("never true: " + ` + quote(expression) + ` + " in " + document.body.outerHTML)
			await new Promise(done => setTimeout(done, 5))
		}`)
}

// Click clicks the element that a selector finds, as a person would.
func (tab *Tab) Click(selector string) {
	tab.t.Helper()
	tab.Run(chromedp.Click(chromedp.CSS(selector)))
}

// Keys types into whatever has the focus, key by key: the page's timers run in between, as they do when a person types.
func (tab *Tab) Keys(text string) {
	tab.t.Helper()
	for _, key := range text {
		tab.Run(chromedp.KeyEvent(string(key)))
		tab.Do("await new Promise(done => setTimeout(done))")
	}
}

// quote returns s as a JavaScript string.
func quote(s string) string {
	b, _ := json.Marshal(s) // a string always encodes
	return string(b)
}
