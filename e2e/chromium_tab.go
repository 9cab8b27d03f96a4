package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

// A chromiumTab is a tab of Chromium.
type chromiumTab struct {
	t   testing.TB
	ctx context.Context

	// pooled is the tab as far as other tests can use it again, or nil.
	pooled *pooledTab

	mu     sync.Mutex
	errors []string
}

// newChromiumTab wraps the tab of ctx. Errors in the page fail the test when it ends.
func newChromiumTab(t testing.TB, ctx context.Context) *chromiumTab {
	t.Helper()
	c := &chromiumTab{t: t, ctx: ctx}
	require.NoError(t, chromedp.Listen(ctx, c.listen))
	t.Cleanup(func() {
		for _, e := range c.takeErrors() {
			t.Error("in the browser: " + e)
		}
	})
	return c
}

func (c *chromiumTab) listen(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if o := e.ExceptionDetails.Exception; o != nil {
			text += " " + o.Description
		}
		c.errors = append(c.errors, text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			text := "console.error"
			for _, a := range e.Args {
				text += " " + string(a.Value) + " " + a.Description
			}
			c.errors = append(c.errors, text)
		}
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceSecurity {
			c.errors = append(c.errors, e.Entry.Text)
		}
	}
}

func (c *chromiumTab) takeErrors() []string {
	// The reply comes after all earlier events. A closed tab, which fails here, has sent all its
	// events.
	_ = chromedp.Do(c.ctx, chromedp.Evaluate[chromedp.Void]("0"))
	c.mu.Lock()
	defer c.mu.Unlock()
	defer func() { c.errors = nil }()
	return c.errors
}

func (c *chromiumTab) Init(script string) error {
	added, err := chromedp.Call(c.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	if err == nil && c.pooled != nil {
		c.pooled.scripts = append(c.pooled.scripts, added.Identifier)
	}
	return err
}

func (c *chromiumTab) Open(url string) error { return chromedp.Do(c.ctx, chromedp.Navigate(url)) }

func (c *chromiumTab) Eval(expression string, result any) error {
	text, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](asJSON(expression), chromedp.EvalAwaitPromise))
	if err != nil || result == nil {
		return err
	}
	return json.Unmarshal([]byte(text), result)
}

func (c *chromiumTab) Click(x, y float64) error {
	return chromedp.Do(c.ctx, chromedp.MouseClickXY(x, y))
}

func (c *chromiumTab) clickElement(selector string) error {
	return chromedp.Do(c.ctx, chromedp.Click(chromedp.CSS(selector)))
}

func (c *chromiumTab) answerDialogs(yes bool) error { return respondToDialogs(c.ctx, yes) }

func respondToDialogs(ctx context.Context, yes bool) error {
	return chromedp.Listen(ctx, func(event any) {
		if _, ok := event.(*page.EventJavascriptDialogOpening); ok {
			go chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: yes})
		}
	})
}

func (c *chromiumTab) close() error {
	c.keepFromOthers()
	return chromedp.Cancel(c.ctx)
}

// keepFromOthers closes the tab when the test ends, so that no other test uses it.
func (c *chromiumTab) keepFromOthers() {
	if c.pooled != nil {
		c.pooled.isChanged = true
	}
}

func (c *chromiumTab) Move(x, y float64) error {
	return chromedp.Do(c.ctx, chromedp.MouseEvent(chromedp.MouseMoved, x, y))
}

func (c *chromiumTab) Key(key string, modifiers ...string) error {
	var flags []chromedp.Modifier
	for _, name := range modifiers {
		flags = append(flags, chromiumModifiers[name])
	}
	// Chromium types no character if a script prevents a keydown of this type, as if the user pressed the key.
	isRaw := func(p *input.DispatchKeyEventParams) {
		if p.Type == kb.KeyDown {
			p.Type = kb.KeyRawDown
		}
	}
	if len([]rune(key)) == 1 {
		return chromedp.Do(c.ctx, chromedp.KeyEvent(key, chromedp.KeyModifiers(flags...), isRaw))
	}
	for r, k := range kb.Keys {
		if k.Key == key {
			return chromedp.Do(c.ctx, chromedp.KeyEvent(string(r), chromedp.KeyModifiers(flags...), isRaw))
		}
	}
	return fmt.Errorf("e2e: unknown key %q", key)
}

var chromiumModifiers = map[string]chromedp.Modifier{"alt": chromedp.ModifierAlt, "ctrl": chromedp.ModifierCtrl, "meta": chromedp.ModifierMeta, "shift": chromedp.ModifierShift}

func (c *chromiumTab) Tab() (livetest.Driver, error) {
	c.t.Helper()
	c.keepFromOthers()
	ctx, cancel := chromedp.NewContext(c.ctx)
	c.t.Cleanup(cancel)
	return newChromiumTab(c.t, ctx), nil
}
