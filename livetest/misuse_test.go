package livetest_test

import (
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// An exposed view is a view whose Socket a test may use.
type exposed struct{ socket *live.Socket }

func (v *exposed) Mount(s *live.Socket) error { v.socket = s; return nil }
func (*exposed) Render() templ.Component      { return templ.Raw("<p></p>") }

// A goroutine that uses a Socket outside of a handler fails the test, unless the test has ended.
func TestMisuse_FailsTest(t *testing.T) {
	v := &exposed{}
	text := failure(t, func(t testing.TB) {
		p := livetest.Mount(t, func() live.View { return v })
		v.socket.Flash(live.FlashInfo, "misuse")
		p.Settle()
		require.Empty(t, p.Flash(live.FlashInfo))
	})
	require.Contains(t, text, "livetest: live: Socket.Flash was called outside of the methods and handlers of the view")
	require.Contains(t, text, "use Socket.Do (at github.com/lively-go/lively/livetest_test.TestMisuse_FailsTest")
	v.socket.Flash(live.FlashInfo, "after the test")
}

// A test that passes one view to two pages fails, as the application would.
func TestMount_SharedView(t *testing.T) {
	v := &exposed{}
	text := failure(t, func(t testing.TB) {
		livetest.Mount(t, func() live.View { return v })
		livetest.Mount(t, func() live.View { return v })
	})
	require.Contains(t, text, "live: the factory returned a view that is mounted already; return a new one for each request")
}
