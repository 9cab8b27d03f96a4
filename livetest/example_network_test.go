package livetest_test

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/livetest/internal/programs/counter"
)

func newCounter() live.View { return &counter.Counter{} }

const plus = "button:contains('+')"

// Settle shows what something other than the page has caused, here a restart by another tab.
func ExamplePage_Settle() {
	t := &example{} // in a test: t *testing.T
	defer t.end()

	p := livetest.Open(t, site(), "/login").Click("a:contains('ann')")
	q := p.Tab("/me")
	p.RestartServer(site())
	fmt.Println(q.Settle().Text("h1"), q.Mounts())
	// Output: Hello ann 2
}

func ExamplePage_Disconnect() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newCounter).Disconnect()
	p.Click(plus) // is queued
	fmt.Println(p.Text("output"))
	p.Resume()
	fmt.Println(p.Text("output"))
	// Output:
	// 0
	// 1
}

func ExamplePage_Resume() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newCounter).Click(plus).Disconnect().Resume().Click(plus)
	fmt.Println(p.Text("output"), p.Mounts())
	// Output: 2 1
}

// Dropped frames are sent again, and no event is applied twice.
func ExamplePage_DropFrames() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newCounter).DropFrames(2).Click(plus).Click(plus).Click(plus)
	fmt.Println(p.Text("output"), p.Mounts())
	// Output: 3 1
}

// In a synctest bubble the latency would take no real time.
func ExamplePage_SetLatency() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newCounter).SetLatency(10 * time.Millisecond)
	start := time.Now()
	p.Click(plus)
	fmt.Println(p.Text("output"), time.Since(start) >= 20*time.Millisecond)
	// Output: 1 true
}

// The page is remounted. What the user has entered is kept.
func ExamplePage_KillSession() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder).Fill("[name=name]", "Ann").KillSession()
	fmt.Println(p.Form("form").Value("name"), p.Mounts())
	// Output: Ann 2
}

func ExamplePage_RestartServer() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newCounter).Click(plus).RestartServer()
	fmt.Println(p.Text("output"), p.Mounts())
	// Output: 0 2
}

// The new handler takes over the pages, as in a deployment.
func ExamplePage_DrainServer() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, site(), "/login").Click("a:contains('ann')").DrainServer(site())
	fmt.Println(p.Text("h1"), p.Mounts())
	// Output: Hello ann 2
}

// The frame that follows a click has fewer than 30 bytes.
func ExamplePage_Traffic() {
	t := &example{}
	defer t.end()

	sent := livetest.Mount(t, newCounter).Click(plus).Traffic()
	fmt.Println(sent.Events, sent.Frames, sent.BytesReceived < 30)
	// Output: 1 1 true
}

// A test can keep the cost of a step within a budget.
func ExampleTraffic() {
	t := &example{}
	defer t.end()

	cost := livetest.Mount(t, newCounter).Click(plus).Click(plus).Traffic()
	fmt.Println(cost.Events, cost.Frames, cost.BytesSent < 100, cost.BytesReceived < 30)
	// Output: 1 1 true true
}

func ExamplePage_Renders() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newCounter).Click(plus)
	fmt.Println(p.Renders())
	// Output: 1
}

func ExamplePage_Mounts() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newCounter).Disconnect().Resume()
	fmt.Println(p.Mounts())
	// Output: 1
}
