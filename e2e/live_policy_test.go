package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// recordViolations records each violation of the page's Content-Security-Policy.
const recordViolations = `window.violations = []
	addEventListener("securitypolicyviolation", e => violations.push(e.effectiveDirective + " " + e.sample), true)`

// Under a policy without inline scripts, inline styles and HTML from strings, style attributes of
// the server apply, and nodes that patches insert into an svg are SVG elements. Both are painted.
func TestStrictPolicy(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Paint { return &views.Paint{Journal: &journal, Width: 50} })))
	tab := newTab(t)
	tab.OnLoad(recordViolations)
	tab.Open(s.url())
	tab.WaitConnected()

	const width = `document.querySelector("#bar").getBoundingClientRect().width`
	require.Equal(t, "50", tab.Text(width), "blocked by the policy, applied by the client")
	require.Equal(t, rgb(0, 128, 0), tab.pixel("#bar", 25, 10))
	tab.Click("#widen")
	tab.Until(width + " === 100")
	require.Equal(t, rgb(0, 128, 0), tab.pixel("#bar", 75, 10))
	tab.Do(`document.querySelector("#bar").style.opacity = "0.5"`) // set by another script
	tab.Click("#widen")
	tab.Until(width + " === 150")
	require.Equal(t, "0.5", tab.Text(`document.querySelector("#bar").style.opacity`))

	require.Equal(t, rgb(255, 255, 255), tab.pixel("#dots", 10, 10))
	tab.Click("#dot")
	tab.Until(`document.querySelectorAll(".dot").length === 1`)
	tab.Click("#dot")
	tab.Until(`document.querySelectorAll(".dot").length === 2`)
	tab.Click("#draw")
	tab.Until(`document.querySelector("#drawing")`)
	const svg = "http://www.w3.org/2000/svg"
	require.Equal(t, "true", tab.Text(`[...document.querySelectorAll(".dot, #drawing, #drawing path, #drawing linearGradient, foreignObject")].every(e => e.namespaceURI === "`+svg+`")`))
	require.Equal(t, "http://www.w3.org/1999/xhtml", tab.Text(`document.querySelector("#drawing p").namespaceURI`))
	require.Equal(t, "0 0 40 40", tab.Text(`document.querySelector("#drawing").getAttribute("viewBox")`))
	require.Equal(t, rgb(0, 0, 255), tab.pixel("#dots", 10, 10))
	require.Equal(t, rgb(0, 0, 255), tab.pixel("#dots", 30, 10))
	require.Equal(t, rgb(255, 0, 0), tab.pixel("#drawing", 20, 20), "a gradient inserted with the drawing")

	// The policy blocks the style attribute in the page. The client does not violate it.
	require.Equal(t, `["style-src-attr "]`, tab.JSON("violations"))
	for _, e := range tab.Errors() {
		require.Contains(t, e, "inline style")
	}
	require.Equal(t, 1, journal.Count("mount"))
}

// A page without style attributes does not violate the policy.
func TestStrictPolicy_Form(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, signupServer(&journal))
	tab := newTab(t)
	tab.OnLoad(recordViolations)
	tab.Open(s.url())
	tab.WaitConnected()
	tab.Click("#account-email")
	tab.Keys("ann")
	tab.Until(`document.querySelector("form [role=alert]")`)
	waitForTicks(tab, 9)
	require.Equal(t, "[]", tab.JSON("violations"))
	require.Empty(t, tab.Errors())
	require.Equal(t, "undefined", tab.Text(`Object.keys(window).filter(k => k.startsWith("live") && k !== "liveSocket")[0]`), "the client defines no global variable but liveSocket")
}

func rgb(r, g, b uint8) color.RGBA { return color.RGBA{r, g, b, 255} }

// pixel returns the color of an element at a distance from its top left corner, in pixels.
func (tab *Tab) pixel(selector string, x, y int) color.RGBA {
	tab.t.Helper()
	shot, err := chromedp.Run(tab.chromium(), chromedp.Screenshot(chromedp.CSS(selector)))
	require.NoError(tab.t, err)
	img, err := png.Decode(bytes.NewReader(shot))
	require.NoError(tab.t, err, strings.TrimSpace(selector))
	return color.RGBAModel.Convert(img.At(img.Bounds().Min.Add(image.Pt(x, y)).X, y)).(color.RGBA)
}
