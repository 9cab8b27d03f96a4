package e2e

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// A Tab is a browser tab that belongs to one test. Its methods fail the test on an error.
type Tab struct {
	t       testing.TB
	browser browserTab
}

// NewTab opens a tab in Chromium, or takes one that an earlier test has used and that was reset. Errors of the page
// that Errors has not returned when the test ends fail the test.
func NewTab(t testing.TB) *Tab {
	t.Helper()
	return &Tab{t: t, browser: takeChromiumTab(t)}
}

// NewFirefoxTab is NewTab for Firefox.
func NewFirefoxTab(t testing.TB) *Tab {
	t.Helper()
	return &Tab{t: t, browser: newFirefoxTab(t)}
}

// NewWebKitTab is NewTab for WebKitGTK. Only one test may use it at a time, because all windows share one focus.
func NewWebKitTab(t testing.TB) *Tab {
	t.Helper()
	return &Tab{t: t, browser: newWebKitTab(t)}
}

// Another opens a second tab of the same browser, with the same cookies.
func (tab *Tab) Another() *Tab {
	tab.t.Helper()
	d, err := tab.browser.Tab()
	require.NoError(tab.t, err)
	return &Tab{t: tab.t, browser: d.(browserTab)}
}

// Close closes the tab.
func (tab *Tab) Close() {
	tab.t.Helper()
	require.NoError(tab.t, tab.browser.close())
}

// chromium returns the context of chromedp, for what only Chromium can do. No other test will use the tab, because the
// caller may change any of its settings.
func (tab *Tab) chromium() context.Context {
	tab.t.Helper()
	c := tab.chromiumTab()
	c.keepFromOthers()
	return c.ctx
}

func (tab *Tab) chromiumTab() *chromiumTab {
	tab.t.Helper()
	c, ok := tab.browser.(*chromiumTab)
	require.True(tab.t, ok, "this test needs Chromium")
	return c
}

// Errors returns and clears the errors in the page: uncaught exceptions, console.error, and
// violations of its Content-Security-Policy.
func (tab *Tab) Errors() []string { return tab.browser.takeErrors() }

// Run runs actions of chromedp in the tab, which must be one of Chromium.
func (tab *Tab) Run(actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	require.NoError(tab.t, chromedp.Do(tab.chromium(), actions...))
}

// Open loads the page at url.
func (tab *Tab) Open(url string) {
	tab.t.Helper()
	require.NoError(tab.t, tab.browser.Open(url))
}

// OnLoad adds a script that runs in each page before its own, as a browser extension does.
func (tab *Tab) OnLoad(script string) {
	tab.t.Helper()
	require.NoError(tab.t, tab.browser.Init(script))
}

// Do runs a script: the body of an async function.
func (tab *Tab) Do(script string) {
	tab.t.Helper()
	require.NoError(tab.t, tab.browser.Eval("(async () => {"+script+"})()", nil))
}

// Leave runs a script that leaves the document. It returns before: the end of a document also ends the calls
// into it, with an error.
func (tab *Tab) Leave(script string) {
	tab.t.Helper()
	tab.Do("setTimeout(() => {" + script + "})")
}

// JSON returns the value of a JavaScript expression as JSON.
func (tab *Tab) JSON(expression string) string {
	tab.t.Helper()
	return tab.Text("JSON.stringify(await (" + expression + "))")
}

// Text returns the value of a JavaScript expression as a string.
func (tab *Tab) Text(expression string) (s string) {
	tab.t.Helper()
	require.NoError(tab.t, tab.browser.Eval("String(await ("+expression+"))", &s))
	return s
}

// Wait waits until a JavaScript expression is true in the current page.
func (tab *Tab) Wait(expression string) {
	tab.t.Helper()
	if !tab.becomesTrue(expression, waitTimeout) {
		require.FailNow(tab.t, "never true: "+expression+" in "+tab.Text("document.body.outerHTML"))
	}
}

// becomesTrue reports whether a JavaScript expression becomes true in the current page within about the
// timeout, by the clock of the test: that of the page may be stopped.
func (tab *Tab) becomesTrue(expression string, timeout time.Duration) bool {
	tab.t.Helper()
	for end := time.Now().Add(timeout); ; {
		var is bool
		require.NoError(tab.t, tab.browser.Eval(`(async () => {
			for (let i = 0; i < 200; i++) {
				if (`+expression+`) return true
				await new Promise(done => setTimeout(done, 5))
			}
			return false
		})()`, &is))
		if is || time.Now().After(end) {
			return is
		}
	}
}

// Click clicks the element that matches selector with the mouse.
func (tab *Tab) Click(selector string) {
	tab.t.Helper()
	require.NoError(tab.t, tab.browser.clickElement(selector))
}

// Keys types into the focused element, key by key. The page's timers run in between. The last key may leave
// the page. The special keys are those of package kb.
func (tab *Tab) Keys(text string) {
	tab.t.Helper()
	for _, r := range text {
		key := string(r)
		if k := kb.Keys[r]; k != nil {
			key = k.Key
		}
		require.NoError(tab.t, tab.browser.Key(key))
		_ = tab.browser.Eval("new Promise(done => setTimeout(done))", nil) // fails if the page was left
	}
}

// Press presses a key while modifiers are held down.
func (tab *Tab) Press(key string, modifiers ...string) {
	tab.t.Helper()
	require.NoError(tab.t, tab.browser.Key(key, modifiers...))
}

// Move moves the mouse to the middle of the element that matches selector.
func (tab *Tab) Move(selector string) {
	tab.t.Helper()
	var at []float64
	require.NoError(tab.t, tab.browser.Eval(`(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector(`+quote(selector)+`).getBoundingClientRect())`, &at))
	require.NoError(tab.t, tab.browser.Move(at[0], at[1]))
}

// asJSON returns an expression that resolves to the JSON of the value of another.
func asJSON(expression string) string {
	return "(async () => JSON.stringify(await (" + expression + ")) ?? 'null')()"
}

// quote returns v as a JavaScript literal.
func quote(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
