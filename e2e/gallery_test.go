package e2e

import (
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/gallery/gallery"
	"github.com/lively-go/lively/examples/gallery/pages"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// newGallery returns the gallery as its program serves it.
func newGallery(t *testing.T) http.Handler {
	srv := allowSlowMachine(gallery.NewServer())
	srv.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	return gallery.SecurityHeaders(srv)
}

// galleryPages returns the names of all pages with their scripts.
func galleryPages(t *testing.T) map[string]func(*testing.T, *livetest.Page) {
	scripts := map[string]func(*testing.T, *livetest.Page){}
	for _, p := range pages.All(new(pubsub.Local)) {
		assert.NotNil(t, galleryScripts[p.Name], "galleryScripts has no script for the page "+p.Name)
		scripts[p.Name] = galleryScripts[p.Name]
	}
	return scripts
}

// setScreen sets the width of the window and the color scheme of the user.
func (tab *Tab) setScreen(width int64, scheme string) {
	tab.t.Helper()
	ctx := tab.chromiumTab().ctx // the next test has these settings as they were
	_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 800, DeviceScaleFactor: 1})
	require.NoError(tab.t, err)
	_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	require.NoError(tab.t, err)
	tab.Wait(`innerWidth === ` + quote(width) + ` && matchMedia("(prefers-color-scheme: ` + scheme + `)").matches`)
}

// requireAccessible fails the test if axe-core finds something, except in the elements that match exclude, or if the
// page is wider than the window.
func (tab *Tab) requireAccessible(what string, exclude ...string) {
	tab.t.Helper()
	for _, v := range tab.Violations(exclude...) {
		tab.t.Errorf("%s: %s", what, v)
	}
	tab.requireNarrow(what)
}

// requireNarrow fails the test if the page is wider than the window.
func (tab *Tab) requireNarrow(what string) {
	tab.t.Helper()
	require.Equal(tab.t, "true", tab.Text(`document.documentElement.scrollWidth <= innerWidth`), "%s: scrolls horizontally", what)
}

// Each page does what it says, and can be used on phone and desktop, in light and dark, and with the keyboard.
func TestGallery(t *testing.T) {
	t.Parallel()
	for name, script := range galleryPages(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := NewDriver(t).(browserTab)
			tab := &Tab{t: t, browser: d}
			tab.setScreen(390, "dark")
			p := livetest.Browser(t, d, newGallery(t), "/"+name)
			tab.requireAccessible("phone, dark")
			tab.setScreen(1280, "light")
			script(t, p)
			// The source and the menu are the largest part. TestGallery_Menu audits them in light.
			tab.requireAccessible("desktop, light", ".source", "#menu")
			tab.requireKeyboard()
			tab.setScreen(390, "light")
			tab.requireNarrow("phone, after")
		})
	}
}

// A slowDriver delays what its tab sends and receives.
type slowDriver struct {
	browserTab
	t     *testing.T
	proxy *Proxy
}

func (d *slowDriver) Open(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return d.browserTab.Open(address)
	}
	if d.proxy == nil {
		d.proxy = NewProxy(d.t, u.Host)
		d.proxy.Delay(250 * time.Millisecond)
	}
	return d.browserTab.Open(d.proxy.URL() + strings.TrimPrefix(address, u.Scheme+"://"+u.Host))
}

// Each page also does it if each response takes 500 ms. Most of that is waiting, so more pages are tested at once
// than there are processors.
func TestGallery_Latency(t *testing.T) {
	t.Parallel()
	var tests sync.WaitGroup
	slots := make(chan struct{}, 8)
	for name, script := range galleryPages(t) {
		slots <- struct{}{}
		tests.Go(func() {
			defer func() { <-slots }()
			t.Run(name, func(t *testing.T) {
				script(t, livetest.Browser(t, &slowDriver{browserTab: NewDriver(t).(browserTab), t: t}, newGallery(t), "/"+name))
			})
		})
	}
	tests.Wait()
}

// focusable selects what the Tab key reaches in the page, in the order of the document.
const focusable = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex='0']")].filter(e =>
	!e.matches(":disabled, [tabindex='-1'], [type=hidden]") && e.checkVisibility({visibilityProperty: true}) && !e.closest("[inert]") &&
	(e.type !== "radio" || e.checked || !document.querySelector("[name=" + CSS.escape(e.name) + "]:checked")))`

// requireKeyboard fails the test unless the Tab key reaches each control of the page in the order of the
// document, and the page shows where the focus is.
func (tab *Tab) requireKeyboard() {
	tab.t.Helper()
	tab.Do(`document.querySelector("main").focus()
		window.wanted = ` + focusable + `.filter(e => e.closest("main"))
		window.reached = 0
		addEventListener("focusin", e => { if (e.target === wanted[reached]) reached++ })`)
	for range 100 {
		if tab.Text(`reached === wanted.length`) == "true" {
			return
		}
		tab.Keys("\t")
		// A button in a date input has the focus without the input, which contains it.
		require.Equal(tab.t, "true", tab.Text(`document.activeElement.matches(":focus-visible, input:focus-within:not(:focus)") &&
			(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1)(getComputedStyle(document.activeElement))`),
			"no visible focus: "+tab.Text(`document.activeElement.outerHTML`))
	}
	require.Fail(tab.t, "the Tab key does not reach "+tab.Text(`wanted[reached].outerHTML`))
}

// Every script belongs to a page.
func TestGallery_Scripts(t *testing.T) {
	t.Parallel()
	all := pages.All(new(pubsub.Local))
	for name := range galleryScripts {
		require.True(t, slices.ContainsFunc(all, func(p pages.Page) bool { return p.Name == name }), "no page has the name "+name)
	}
}

// A user finds pages on a phone: in the menu, by searching, and without scripts.
func TestGallery_Menu(t *testing.T) {
	t.Parallel()
	tab := NewTab(t)
	srv := gallery.NewServer()
	tab.setScreen(390, "light")
	tab.Open(newSite(t, srv, gallery.SecurityHeaders).url())
	tab.WaitConnected()
	tab.requireAccessible("home")
	tab.Keys("\t")
	require.Equal(t, "Skip to content", tab.Text(`document.activeElement.textContent`))
	tab.Keys("\t\t\r")
	tab.Until(`document.querySelector("#menu").matches(":popover-open")`)
	tab.Keys("\t")
	require.Equal(t, "q", tab.Text(`document.activeElement.name`))
	tab.Keys("counter live.On click")
	tab.Until(`document.querySelector("#menu [role=status]").textContent === "1 page matches."`)
	tab.requireAccessible("menu")
	tab.setScreen(390, "dark")
	tab.requireAccessible("menu, dark")
	tab.Keys("\t\r")
	tab.Until(`location.pathname === "/counter"`)
	tab.WaitConnected()
	tab.setScreen(1280, "light")
	tab.requireAccessible("page, light")
	tab.setScreen(1280, "dark")
	tab.Click("#menu [name=q]")
	tab.Keys("counter\r")
	tab.Until(`location.pathname + location.search === "/?q=counter" && document.querySelector("h1").textContent === "Search: counter"`)
	tab.WaitConnected()
	require.Equal(t, "counter", tab.Text(`document.querySelector("#menu [name=q]").value`))
	tab.requireAccessible("results, dark")
}

// A user goes from page to page without loading a document, on a phone with the menu, and back. A page with scripts of
// its own is a document.
func TestGallery_Navigation(t *testing.T) {
	t.Parallel()
	tab := NewTab(t)
	tab.setScreen(390, "light")
	tab.Open(newSite(t, gallery.NewServer(), gallery.SecurityHeaders).url() + "/counter")
	tab.WaitConnected()
	tab.Do(`window.isSame = true`)
	requirePage := func(title, source string, isSame bool) {
		t.Helper()
		tab.Until(`document.querySelector("h1").textContent === ` + quote(title))
		tab.WaitConnected()
		tab.Until(`document.querySelector("#menu [aria-current]").textContent === ` + quote(title))
		require.Equal(t, title+" – Lively gallery", tab.Text(`document.title`))
		require.Equal(t, source, tab.Text(`document.querySelector(".source figcaption").textContent`))
		require.Equal(t, strconv.FormatBool(isSame), tab.Text(`!!window.isSame`))
	}
	requirePage("Counter", "counter.go", true)
	tab.Click("#more")
	tab.Until(`document.querySelector("#live-root output").textContent === "1"`)
	tab.Click("[rel=next]")
	requirePage("URL parameters", "params.go", true)
	tab.Click(".open-menu")
	tab.Click("#menu a[href='/timers']")
	requirePage("Timers", "timers.go", true)
	tab.Until(`!document.querySelector("#menu").matches(":popover-open")`)
	tab.requireAccessible("after navigation", ".source")
	tab.Do(`history.go(-2)`)
	requirePage("Counter", "counter.go", true)
	require.Equal(t, "1", tab.Text(`document.querySelector("#live-root output").textContent`))
	tab.Click(".open-menu")
	tab.Click("#menu a[href='/sortable']")
	requirePage("Sortable list", "sortable.go", false)
}
