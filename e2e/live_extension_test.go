package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// A browser extension changes the page before the client runs, around the root and inside it, and
// again later. The view that rendered the page is adopted, patches apply to the right nodes, and
// the changes of the extension stay.
func TestExtension(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Rows { return views.NewRows(&journal, 4) })))
	tab := newExtensionTab(t)
	tab.OnLoad(recordViolations)
	tab.Open(s.url())
	tab.WaitConnected()
	require.Equal(t, "early", tab.Text(`document.documentElement.getAttribute("data-meddled")`), "the extension has run")
	const mounts = 4
	requireMounts := func() {
		t.Helper()
		n := 0
		for _, line := range journal.Lines() {
			if len(line) > 5 && line[:5] == "mount" {
				n++
			}
		}
		require.Equal(t, mounts, n, "the rows are mounted once, with their page")
	}
	requireMounts()
	marks := func() string {
		return tab.JSON(`[...document.querySelectorAll("[data-meddler]:not(#live-root)")].map(e => e.dataset.meddler)`)
	}
	const here = `["before root","first","in list","beside box","beside box","in row","beside box","beside box","last","after root"]`
	require.Equal(t, here, marks())

	tab.Click("li:nth-child(3) .hit") // row 2, after an inserted one
	tab.Until(`document.querySelector("li:nth-child(3) .hit").textContent === "1 hits"`)
	tab.Click("li:nth-child(3) input")
	tab.Keys("note")
	tab.Until(`document.querySelector("li:nth-child(3) input").getAttribute("value") === "note"`)
	require.Equal(t, here, marks())
	require.Equal(t, "true", tab.Text(`document.querySelector("li:nth-child(3)").classList.contains("meddled") && document.querySelector("ul").title === "meddled"`))

	tab.Do(`document.dispatchEvent(new Event("meddle"))`)
	tab.Until(`document.documentElement.getAttribute("data-meddled") === "late"`)
	tab.Click("#reverse")
	const ids = `[...document.querySelectorAll("li:not([data-meddler])")].map(e => Number(e.querySelector("b").textContent))`
	tab.Until(`JSON.stringify(` + ids + `) === "[4,3,2,1]"`)
	require.Equal(t, "note", tab.Text(`[...document.querySelectorAll("li")].find(e => e.querySelector("b")?.textContent === "2").querySelector("input").value`))
	require.Equal(t, "key", tab.Text(`[...document.querySelectorAll("li")].find(e => e.querySelector("b")?.textContent === "2").querySelector("span").textContent`))
	tab.Do(`[...document.querySelectorAll("li")].find(e => e.querySelector("b")?.textContent === "1").querySelector(".remove").click()`)
	tab.Until(`JSON.stringify(` + ids + `) === "[4,3,2]"`)
	require.Equal(t, "1 1 1 1 1", tab.Text(`["in list", "later", "last", "last of all", "in row"].map(m => document.querySelectorAll("[data-meddler='" + m + "']").length).join(" ")`))
	require.Equal(t, []string{"mount 1", "mount 2", "mount 3", "mount 4", "hit 2", "unmount 1"}, journal.Lines())
	require.Equal(t, "[]", tab.JSON("violations"))
}

// translate wraps each text in an element, as translators do.
const translate = `for (const e of document.querySelectorAll("b, .hit")) {
	const font = document.createElement("font")
	font.textContent = e.textContent.replace("hits", "Treffer")
	e.replaceChildren(font)
}`

// A page is translated before the client runs, or later. A text that the server changes is shown
// once, as the server sends it. The others stay translated.
func TestTranslator(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"early", "late"} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			s := newSite(t, newServer(viewFunc(func() *views.Rows { return views.NewRows(&journal, 2) })))
			tab := newTab(t)
			if when == "early" {
				tab.OnLoad(`document.addEventListener("readystatechange", () => { if (document.readyState === "interactive") ` + translate + ` })`)
			}
			tab.Open(s.url())
			tab.WaitConnected()
			if when == "late" {
				tab.Do(translate)
			}
			const shown = `[...document.querySelectorAll("li")].map(e => e.querySelector("b").textContent + ": " + e.querySelector(".hit").textContent)`
			require.Equal(t, `["1: 0 Treffer","2: 0 Treffer"]`, tab.JSON(shown))
			tab.Click("li:nth-child(1) .hit font")
			tab.Until(`document.querySelector(".hit").textContent === "1 hits"`)
			tab.Click("#reverse")
			tab.Until(`document.querySelector("b").textContent === "2"`)
			require.Equal(t, `["2: 0 Treffer","1: 1 hits"]`, tab.JSON(shown))
			tab.Click("li:nth-child(2) .hit")
			tab.Until(`JSON.stringify(` + shown + `) === '["2: 0 Treffer","1: 2 hits"]'`)
		})
	}
}

// newExtensionTab opens a tab in a browser with the extension. It is another process, because
// extensions do not work in browser contexts.
func newExtensionTab(t *testing.T) *Tab {
	t.Helper()
	path, err := findChromium()
	require.NoError(t, err)
	extension, err := filepath.Abs("extension")
	require.NoError(t, err)
	profile, err := os.MkdirTemp("", "lively-e2e-extension-")
	require.NoError(t, err)
	options := chromiumOptions(path, profile,
		chromedp.Flag("disable-extensions", false),
		chromedp.Flag("disable-extensions-except", extension),
		chromedp.Flag("load-extension", extension))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Error(err)
		}
		cancel()
		stop()
		if err := os.RemoveAll(profile); err != nil {
			t.Error(err)
		}
	})
	require.NoError(t, chromedp.Do(ctx), "start %s", path)
	return &Tab{t: t, browser: newChromiumTab(t, ctx)}
}
