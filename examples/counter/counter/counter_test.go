package counter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/counter/counter"
	"github.com/lively-go/lively/livetest"
)

func TestCounter(t *testing.T) {
	p := livetest.Open(t, counter.NewServer())
	require.Equal(t, "0", p.Text("output"))
	require.True(t, p.Has("button.quiet[disabled]"))

	p.Click("button:contains('+')").Click("button:contains('+')").Click("button:contains('−')")
	require.Equal(t, "1", p.Text("output"))
	require.Equal(t, "Counter: 1", p.Title())

	p.Click("button:contains('Reset')")
	require.Equal(t, "0", p.Text("output"))
}

// The state survives a lost connection, and clicks made meanwhile are sent when the page reconnects.
func TestCounter_Resume(t *testing.T) {
	srv := counter.NewServer()
	ann, bob := livetest.Open(t, srv), livetest.Open(t, srv)
	ann.Click(".round:contains('+')").Disconnect().Click(".round:contains('+')")
	require.Equal(t, "1", ann.Text("output"))
	ann.Resume()
	require.Equal(t, "2", ann.Text("output"))
	require.Equal(t, "0", bob.Settle().Text("output"))
}
