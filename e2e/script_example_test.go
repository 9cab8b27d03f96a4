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

// fakeT stands in for the *testing.T of a test.
type fakeT struct {
	testing.TB
	cleanups []func()
}

func (f *fakeT) Helper()                           {}
func (f *fakeT) Output() io.Writer                 { return io.Discard }
func (f *fakeT) Cleanup(cleanup func())            { f.cleanups = append(f.cleanups, cleanup) }
func (f *fakeT) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (f *fakeT) Error(args ...any)                 { panic(fmt.Sprint(args...)) }
func (f *fakeT) Fatalf(format string, args ...any) { f.Errorf(format, args...) }
func (f *fakeT) FailNow()                          { panic("FailNow") }
func (f *fakeT) Failed() bool                      { return false }

func (f *fakeT) end() {
	for i := range f.cleanups {
		f.cleanups[len(f.cleanups)-1-i]()
	}
}

// One script runs in memory and in Chromium.
func ExampleNewDriver() {
	t := &fakeT{} // in a test: t *testing.T
	defer t.end()

	script := func(p *livetest.Page) {
		p.Click("[aria-label='Increase']").Click("[aria-label='Increase']")
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
