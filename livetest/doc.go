// Package livetest tests live pages in Go, without a browser, at the speed of unit tests.
//
//	func TestCounter(t *testing.T) {
//		p := livetest.Mount(t, func() live.View { return &Counter{} })
//		p.Click("button:contains('+')").Click("button:contains('+')").Click("button:contains('-')")
//		require.Equal(t, "1", p.Text("output"))
//	}
//
// It is a real client: it loads the page with a GET, cookies and redirects included, joins over a websocket, sends what a browser
// would send and applies the patches that come. The network alone is not real: connections are in memory, so a test may run in a
// [testing/synctest] bubble, where timers, ticks and slow loads cost no time.
//
// At every step the page as patches made it is compared with a fresh render, node by node; keys that stand twice, events that
// nobody listens to and arguments that do not decode fail the test.
//
// The same test may run in a real browser: see [Browser]. And the pages of a test that has failed may be looked at in one: see
//
//	go test -v -timeout=0 -run TestCounter -livetest.serve=:8000 .
//
// Selectors are those of CSS, and :contains('text'), as goquery has them. A selector that must match one element fails the test when it matches
// none or several, and prints what there is.
//
// # Concurrency
//
// A Page belongs to the goroutine of its test. Several pages may talk to each other; a page sees what others have caused
// when it settles: see [Page.Settle].
package livetest
