// Package e2e drives a real browser: Debian's Chromium through chromedp.
//
// Tests share one browser process on a fresh profile; each has a browser context of its own, with its own cookies and
// storage. A machine without Chromium fails the tests and says what to install.
package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long one test may use its tab.
const patience = 60 * time.Second

// browser is the process that tests share; it starts with the first tab.
var browser struct {
	start   sync.Once
	ctx     context.Context
	err     error
	profile string
	stop    []context.CancelFunc
}

// Main runs the tests of a package that uses NewTab, and then stops the browser.
func Main(m *testing.M) {
	code := m.Run()
	if err := stopBrowser(); err != nil {
		fmt.Fprintln(os.Stderr, "e2e: stop browser:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// findBrowser returns the path of Chromium: $CHROMIUM, or what is installed.
func findBrowser() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium: install it (apt-get install chromium), or name its program in $CHROMIUM")
}

func startBrowser() {
	path, err := findBrowser()
	if err != nil {
		browser.err = err
		return
	}
	if browser.profile, browser.err = os.MkdirTemp("", "lively-e2e-"); browser.err != nil {
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(browser.profile),
		chromedp.NoSandbox, // the sandbox refuses to run as root
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.WindowSize(1000, 800),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	browser.ctx, browser.stop = ctx, []context.CancelFunc{cancel, stop}
	if err := chromedp.Do(ctx); err != nil {
		browser.err = fmt.Errorf("start %s: %w", path, err)
	}
}

// stopBrowser ends the process that startBrowser started, if it did.
func stopBrowser() error {
	if browser.ctx != nil && browser.err == nil {
		browser.err = chromedp.Cancel(browser.ctx)
	}
	for _, stop := range browser.stop {
		stop()
	}
	return errors.Join(browser.err, os.RemoveAll(browser.profile))
}

// newContext returns the context of a new tab in a browser context of its own.
func newContext(t testing.TB) context.Context {
	t.Helper()
	browser.start.Do(startBrowser)
	require.NoError(t, browser.err)
	ctx, cancel := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	return ctx
}
