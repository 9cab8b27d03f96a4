package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chromium is the process that tests share. It starts with the first tab.
var chromium struct {
	start   sync.Once
	ctx     context.Context
	err     error
	profile string
	stop    []context.CancelFunc
}

// findChromium returns the path of Chromium: $CHROMIUM, or a program on the PATH.
func findChromium() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("e2e: Chromium not found: install it (apt-get install chromium) or set $CHROMIUM to its path")
}

// chromiumOptions returns the command line for a profile.
func chromiumOptions(path, profile string, more ...chromedp.ExecAllocatorOption) []chromedp.ExecAllocatorOption {
	return append(append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.NoSandbox, // the sandbox refuses to run as root
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// Pages that one tab loads one after the other share a process. Starting one takes longer than many pages.
		chromedp.Flag("renderer-process-limit", "1"),
		chromedp.WindowSize(1000, 800),
	), more...)
}

func startChromium() {
	path, err := findChromium()
	if err != nil {
		chromium.err = err
		return
	}
	if chromium.profile, chromium.err = os.MkdirTemp("", "lively-e2e-"); chromium.err != nil {
		return
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), chromiumOptions(path, chromium.profile)...)
	ctx, cancel := chromedp.NewContext(allocator)
	chromium.ctx, chromium.stop = ctx, []context.CancelFunc{cancel, stop}
	if err := chromedp.Do(ctx); err != nil {
		chromium.err = fmt.Errorf("e2e: start %s: %w", path, err)
	}
}

// stopChromium ends the process that startChromium started, if any.
func stopChromium() error {
	if chromium.ctx != nil && chromium.err == nil {
		chromium.err = chromedp.Cancel(chromium.ctx)
	}
	for _, stop := range chromium.stop {
		stop()
	}
	return errors.Join(chromium.err, os.RemoveAll(chromium.profile))
}

// newChromiumContext returns the context of a new tab with its own cookies and storage.
func newChromiumContext(t testing.TB) context.Context {
	t.Helper()
	chromium.start.Do(startChromium)
	require.NoError(t, chromium.err)
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, tabTimeout)
	t.Cleanup(stop)
	return ctx
}
