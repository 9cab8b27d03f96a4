// Package livetest tests live pages in Go, without a browser, at the speed of unit tests:
//
//	package counter
//
//	import (
//		"testing"
//
//		"github.com/stretchr/testify/require"
//
//		"github.com/lively-go/lively/live"
//		"github.com/lively-go/lively/livetest"
//	)
//
//	func TestCounter(t *testing.T) {
//		p := livetest.Mount(t, func() live.View { return &Counter{} })
//		p.Click("button:contains('+')").Click("button:contains('+')").Click("button:contains('-')")
//		require.Equal(t, "1", p.Text("output"))
//	}
//
// A [Page] is a complete client. It loads the page with a GET, including cookies and redirects,
// joins over a WebSocket, sends the events that a browser would send and applies the patches that
// the server sends. Only the network is simulated: connections are in memory.
//
// After every step the patched page is compared with a fresh render, node by node. Duplicate keys
// and ids, bindings without a handler, arguments that do not decode or that the event lacks, attributes
// without effect, and markup that a browser would parse differently fail the test. A page opened by
// [Open] must also be one that a browser makes live: the whole document is parsed, and the client script
// that it names is loaded.
//
// Selectors are those of CSS and :contains('text'), as in package goquery. A selector that must
// match one element fails the test if it matches none or several; the failure shows the page or
// the matching elements.
//
// Nested and sticky views are part of the page: selectors match their elements, events go to the view that
// contains the element, and all checks apply to them. Of the layout, selectors match the regions (live.LayoutRegion). A [Nested] is needed only to let one panic.
//
// [Browser] runs the same test in a real browser. To inspect the pages of a failed test in a
// browser, run
//
//	go test -v -timeout=0 -run TestCounter -livetest.serve=:8000 .
//
// # Concurrency
//
// A Page must be used by the goroutine of its test only. Several pages can be open at once and can
// affect each other through the server. Once it has settled, a page shows the effects of other
// pages, messages and timers: see [Page.Settle].
//
// # Virtual time
//
// A test may run in a [testing/synctest] bubble. There the clock is virtual: ticks, debounced
// events, slow loads and [Page.SetLatency] take no real time and happen at exact times, and
// [Page.Settle] also waits for messages that are being delivered. Outside of a bubble, debounced
// events are sent at once.
package livetest
