package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	example "github.com/lively-go/lively/examples/counter/counter"
)

func TestScript_Counter(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return newServer(viewFunc(func() *example.Counter { return &example.Counter{} })) }, func(t *testing.T, open openFunc) {
		p := open("/")
		plus := "[aria-label='Increase']"
		p.Click(plus).Click(plus).Click(plus).Click("[aria-label='Decrease']")
		require.Equal(t, []string{"2", "Counter: 2", "/"}, []string{p.Text("output"), p.Title(), p.URL()})

		p.Disconnect().Click(plus)
		require.Equal(t, "2", p.Text("output"), "the click waits for the connection")
		p.Resume()
		require.Equal(t, "3", p.Text("output"))
		p.DropFrames(1).Click(plus).Click(plus)
		require.Equal(t, "5", p.Text("output"), "a dropped frame is sent again")

		p.Click(".quiet") // its confirmation is answered with yes
		require.Equal(t, "0", p.Text("output"))
		require.True(t, p.Has(".quiet[disabled]"))
		p.Click(plus).KillSession()
		require.Equal(t, "0", p.Text("output"), "the view is remounted")
	})
}
