package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// contrast defines a function that returns the contrast of two colors.
const contrast = `
	const luminance = color => {
		const [r, g, b] = color.match(/[\d.]+/g).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		return 0.2126 * r + 0.7152 * g + 0.0722 * b
	}
	window.contrast = (a, b) => {
		const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
		return (high + 0.05) / (low + 0.05)
	}
`

// What the client shows can be seen with all settings of the user.
func TestClient_Look(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	f.head = `<meta name="color-scheme" content="light dark">`
	f.scripts = stoppedClock + steadyRandom + manualTimers + contrast
	emulate := func(media string, features ...*emulation.MediaFeature) {
		t.Helper()
		_, err := chromedp.Call(tab.chromium(), emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: features})
		require.NoError(t, err)
	}
	emulate("")
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	tab.fire(120)
	tab.Wait(`document.querySelector("#live-bar")`)
	require.Equal(t, "fixed", tab.Text(`getComputedStyle(document.querySelector("#live-bar")).position`))
	tab.Do(`window.style = (selector, property) => getComputedStyle(document.querySelector(selector))[property]
		document.body.style.background = "Canvas"`)

	for _, scheme := range []string{"light", "dark"} {
		emulate("", &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme})
		require.Equal(t, "true", tab.Text(`contrast(style("#live-bar", "borderTopColor"), style("body", "backgroundColor")) >= 3`), scheme)
		require.Equal(t, "true", tab.Text(`contrast(style("#live-pill", "color"), style("#live-pill", "backgroundColor")) >= 4.5`), scheme)
	}
	emulate("", &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "no-preference"})
	require.Equal(t, "live-bar", tab.Text(`style("#live-bar", "animationName")`))
	emulate("", &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"})
	require.Equal(t, "none", tab.Text(`style("#live-bar", "animationName")`))
	emulate("", &emulation.MediaFeature{Name: "forced-colors", Value: "active"})
	require.Equal(t, "true", tab.Text(`contrast(style("#live-bar", "borderTopColor"), style("body", "backgroundColor")) >= 3`))
	emulate("print")
	require.Equal(t, "none none", tab.Text(`style("#live-bar", "display") + " " + style("#live-pill", "display")`))
	emulate("")

	c.cut()
	tab.fire(lostDelay)
	for _, width := range []int64{320, 1280} { // 320 is 1280 at 400 %
		_, err := chromedp.Call(tab.chromium(), emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 256, DeviceScaleFactor: 1})
		require.NoError(t, err)
		tab.Wait(`innerWidth === ` + quote(width))
		for _, dir := range []string{"ltr", "rtl"} {
			tab.Do(`document.documentElement.dir = ` + quote(dir))
			require.Equal(t, "true true", tab.Text(`(b => (b.left >= 0 && b.right <= innerWidth && b.top >= 0 && b.bottom <= innerHeight) + " " + (document.documentElement.scrollWidth <= innerWidth))(
				document.querySelector("#live-pill").getBoundingClientRect())`))
		}
		require.Equal(t, "true", tab.Text(`(b => b.width >= 44 && b.height >= 44)(document.querySelector("#live-pill button").getBoundingClientRect())`))
	}
}
