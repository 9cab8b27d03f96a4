package livetest_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// An example is the testing.TB of an example function.
type example struct {
	testing.TB
	cleanups []func()
}

func (e *example) Name() string                      { return "Example" }
func (e *example) Helper()                           {}
func (e *example) Output() io.Writer                 { return io.Discard }
func (e *example) Cleanup(f func())                  { e.cleanups = append(e.cleanups, f) }
func (e *example) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (e *example) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func (e *example) end() {
	for i := range e.cleanups {
		e.cleanups[len(e.cleanups)-1-i]()
	}
}

func ExampleMount() {
	t := &example{} // in a test: t *testing.T
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &tally{} })
	p.Click("#more").Click("#more")
	fmt.Println(p.Text("output"))
	// Output: 2
}

// fakeUsers provides the data of newList.
type fakeUsers struct{}

func (fakeUsers) Page(_ context.Context, n int, _ string) ([]string, error) {
	return []string{fmt.Sprint("user ", n)}, nil
}

func ExampleOpen() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, site(), "/me") // redirects to /login
	fmt.Println(p.URL(), p.Text("h1"))
	p.Click("a:contains('ann')")
	fmt.Println(p.URL(), p.Text("h1"))
	// Output:
	// /login Who are you?
	// /me Hello ann
}
