package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/lively-go/lively/e2e"
	"github.com/lively-go/lively/examples/counter/counter"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// example stands for the *testing.T that a test has.
type example struct {
	testing.TB
	cleanups []func()
}

func (e *example) Helper()                           {}
func (e *example) Output() io.Writer                 { return io.Discard }
func (e *example) Cleanup(f func())                  { e.cleanups = append(e.cleanups, f) }
func (e *example) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (e *example) Error(args ...any)                 { panic(fmt.Sprint(args...)) }
func (e *example) Fatalf(format string, args ...any) { e.Errorf(format, args...) }
func (e *example) FailNow()                          { panic("it fails") }

func (e *example) end() {
	for i := range e.cleanups {
		e.cleanups[len(e.cleanups)-1-i]()
	}
}

// One script runs on livetest's own client and on Chromium.
func ExampleNewDriver() {
	t := &example{} // in a test: t *testing.T
	defer t.end()

	script := func(p *livetest.Page) {
		p.Click("[aria-label='plus one']").Click("[aria-label='plus one']")
		fmt.Println(p.Text("output"), p.Title())
	}
	h := &live.Server{Handler: live.Page(func(*http.Request) live.View { return &counter.Counter{} })}
	script(livetest.Open(t, h))
	h = &live.Server{Handler: live.Page(func(*http.Request) live.View { return &counter.Counter{} })}
	script(livetest.Browser(t, e2e.NewDriver(t), h))
	// Output:
	// 2 Counter: 2
	// 2 Counter: 2
}
