package e2e

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// resetTimeout is the time within which a tab must be as good as new. A tab that takes longer is closed.
const resetTimeout = 30 * time.Second

// freeTabs are the tabs of tests that have passed. Opening a tab takes longer than many tests, so the next tests use
// these.
var freeTabs struct {
	sync.Mutex
	tabs []*pooledTab
}

// A pooledTab is a tab with cookies and storage of its own, which one test after the other uses.
type pooledTab struct {
	ctx     context.Context
	close   context.CancelFunc
	scripts []page.ScriptIdentifier // that run in each new document
	// isChanged reports whether a test may have changed something that reset does not restore.
	isChanged bool
}

// takeChromiumTab returns a tab that no other test uses, with no cookies, storage and history. When the test ends, the
// tab is reset for the next one, or closed.
func takeChromiumTab(t testing.TB) *chromiumTab {
	t.Helper()
	chromium.start.Do(startChromium)
	require.NoError(t, chromium.err)
	p := takeFreeTab()
	if p == nil {
		p = &pooledTab{}
		p.ctx, p.close = chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
		require.NoError(t, chromedp.Do(p.ctx)) // opens the tab, which lives as long as this context
	}
	t.Cleanup(func() {
		if t.Failed() || p.isChanged || p.reset() != nil {
			p.close()
			return
		}
		freeTabs.Lock()
		defer freeTabs.Unlock()
		freeTabs.tabs = append(freeTabs.tabs, p)
	})
	return p.use(t)
}

// use returns the tab for a test.
func (p *pooledTab) use(t testing.TB) *chromiumTab {
	t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, tabTimeout)
	t.Cleanup(stop) // this also ends the listeners of the test
	c := newChromiumTab(t, ctx)
	c.pooled = p
	return c
}

func takeFreeTab() *pooledTab {
	freeTabs.Lock()
	defer freeTabs.Unlock()
	last := len(freeTabs.tabs) - 1
	if last < 0 {
		return nil
	}
	p := freeTabs.tabs[last]
	freeTabs.tabs = freeTabs.tabs[:last]
	return p
}

// reset leaves the document, and restores what a tab has when it is new.
func (p *pooledTab) reset() error {
	ctx, stop := context.WithTimeout(p.ctx, resetTimeout)
	defer stop()
	if err := respondToDialogs(ctx, true); err != nil { // the document may ask whether to leave it
		return err
	}
	for _, id := range p.scripts {
		if _, err := chromedp.Call(ctx, page.RemoveScriptToEvaluateOnNewDocument, page.RemoveScriptToEvaluateOnNewDocumentParams{Identifier: id}); err != nil {
			return err
		}
	}
	p.scripts = nil
	// Documents of other origins than the last may have stored something, too. Other tests have other origins,
	// because each has a server on a port of its own.
	clearStorage := chromedp.Evaluate[chromedp.Void](`try { localStorage.clear(); sessionStorage.clear() } catch {}; window.name = ""`)
	if err := chromedp.Do(ctx, clearStorage, chromedp.MouseEvent(chromedp.MouseMoved, -1, -1), chromedp.Navigate("about:blank")); err != nil {
		return err
	}
	for _, command := range []cdp.Command[cdp.Empty, cdp.Empty]{page.ResetNavigationHistory, network.ClearBrowserCookies, emulation.ClearDeviceMetricsOverride} {
		if _, err := chromedp.Call(ctx, command, cdp.Empty{}); err != nil {
			return err
		}
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}); err != nil {
		return err
	}
	return p.requireAlone(ctx)
}

// requireAlone returns an error if there is another target in the browser context of p: a tab that a page has opened,
// or a worker.
func (p *pooledTab) requireAlone(ctx context.Context) error {
	targets, err := chromedp.Targets(ctx)
	if err != nil {
		return err
	}
	own := chromedp.FromContext(p.ctx).BrowserContextID
	count := 0
	for _, info := range targets {
		if info.BrowserContextID == own {
			count++
		}
	}
	if count != 1 {
		return errors.New("e2e: the browser context has other targets")
	}
	return nil
}
