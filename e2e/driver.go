package e2e

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lively-go/lively/livetest"
)

// NewDriver opens a tab for livetest.Browser, in a browser of its own. What goes wrong in the page fails the test, as with NewTab.
func NewDriver(t testing.TB) livetest.Driver {
	t.Helper()
	return driver{NewTab(t)}
}

// A driver is a Tab that livetest acts in.
type driver struct{ tab *Tab }

func (d driver) Init(script string) error {
	_, err := chromedp.Call(d.tab.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	return err
}

func (d driver) Open(url string) error { return chromedp.Do(d.tab.ctx, chromedp.Navigate(url)) }

func (d driver) Eval(expression string, result any) error {
	text, err := chromedp.Run(d.tab.ctx, chromedp.Evaluate[string](
		"(async () => JSON.stringify(await ("+expression+")) ?? 'null')()", chromedp.EvalAwaitPromise))
	if err != nil || result == nil {
		return err
	}
	return json.Unmarshal([]byte(text), result)
}

func (d driver) Click(x, y float64) error { return chromedp.Do(d.tab.ctx, chromedp.MouseClickXY(x, y)) }

func (d driver) Key(key string) error {
	if len([]rune(key)) == 1 {
		return chromedp.Do(d.tab.ctx, chromedp.KeyEvent(key))
	}
	for r, k := range kb.Keys {
		if k.Key == key {
			return chromedp.Do(d.tab.ctx, chromedp.KeyEvent(string(r)))
		}
	}
	return fmt.Errorf("no keyboard has a key %q", key)
}

func (d driver) Tab() (livetest.Driver, error) { return driver{d.tab.Another()}, nil }
