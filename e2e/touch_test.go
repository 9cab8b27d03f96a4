package e2e

import (
	"encoding/json"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// touchScreen makes the tab have a touch screen, or none.
func (tab *Tab) touchScreen(enabled bool) {
	tab.t.Helper()
	_, err := chromedp.Call(tab.chromium(), emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: enabled})
	require.NoError(tab.t, err)
}

// touch touches the screen at the center of the elements that match the selectors, one after the other, without
// leaving it in between.
func (tab *Tab) touch(kind input.DispatchTouchEventType, selectors ...string) {
	tab.t.Helper()
	for _, selector := range selectors {
		var at input.TouchPoint
		center := tab.JSON(`(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(document.querySelector(` + quote(selector) + `).getBoundingClientRect())`)
		require.NoError(tab.t, json.Unmarshal([]byte(center), &at))
		_, err := chromedp.Call(tab.chromium(), input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: []*input.TouchPoint{&at}})
		require.NoError(tab.t, err)
	}
}

// release takes the finger from the screen.
func (tab *Tab) release() {
	tab.t.Helper()
	_, err := chromedp.Call(tab.chromium(), input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
	require.NoError(tab.t, err)
}

// tapScreen taps on the center of the element that matches selector.
func (tab *Tab) tapScreen(selector string) {
	tab.t.Helper()
	tab.touch(input.DispatchTouchEventTypeTouchStart, selector)
	tab.release()
}
