package livetest_test

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/livetest/internal/programs/counter"
)

func zero() live.View { return &counter.Counter{} }

const plus = "button:contains('+')"

// What something else has done to a page, here a restart that another tab tells of, is there when the page has settled.
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

	p := livetest.Mount(t, zero).Disconnect()
	p.Click(plus) // waits
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

	p := livetest.Mount(t, zero).Click(plus).Disconnect().Resume().Click(plus)
	fmt.Println(p.Text("output"), p.Mounts())
	// Output: 2 1
}

// What is lost on the way is sent again, and nothing is done twice.
func ExamplePage_DropFrames() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, zero).DropFrames(2).Click(plus).Click(plus).Click(plus)
	fmt.Println(p.Text("output"), p.Mounts())
	// Output: 3 1
}

// In a bubble of testing/synctest a slow line costs no time.
func ExamplePage_SetLatency() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, zero).SetLatency(10 * time.Millisecond)
	start := time.Now()
	p.Click(plus)
	fmt.Println(p.Text("output"), time.Since(start) >= 20*time.Millisecond)
	// Output: 1 true
}

// A session that is gone is one whose view is mounted anew; what was typed is still there.
func ExamplePage_KillSession() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, anOrder).Fill("[name=name]", "Ann").KillSession()
	fmt.Println(p.Form("form").Value("name"), p.Mounts())
	// Output: Ann 2
}

func ExamplePage_RestartServer() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, zero).Click(plus).RestartServer()
	fmt.Println(p.Text("output"), p.Mounts())
	// Output: 0 2
}

// The handler that serves from now on is another, as after a deployment.
func ExamplePage_DrainServer() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, site(), "/login").Click("a:contains('ann')").DrainServer(site())
	fmt.Println(p.Text("h1"), p.Mounts())
	// Output: Hello ann 2
}

// A frame of a click has fewer than thirty bytes.
func ExamplePage_Sent() {
	t := &example{}
	defer t.end()

	sent := livetest.Mount(t, zero).Click(plus).Sent()
	fmt.Println(sent.Events, sent.Frames, sent.Down < 30)
	// Output: 1 1 true
}

func ExamplePage_Renders() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, zero).Click(plus)
	fmt.Println(p.Renders())
	// Output: 1
}

func ExamplePage_Mounts() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, zero).Disconnect().Resume()
	fmt.Println(p.Mounts())
	// Output: 1
}
