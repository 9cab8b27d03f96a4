package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/examples/todo/todo"
)

// A user adds, edits, cancels, checks, filters, goes back and deletes.
func TestScript_Todo(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return todo.NewServer() }, func(t *testing.T, open openFunc) {
		p := open("/")
		requireItems := func(want ...string) {
			t.Helper()
			require.Equal(t, want, p.Texts("li .text"))
		}
		for _, text := range []string{"milk", "bread", "eggs"} {
			p.Form("#new").Fill("text", text).Submit()
			require.Equal(t, "", p.Form("#new").Value("text"), "the server clears it")
		}
		requireItems("milk", "bread", "eggs")
		p.Form("#new").Fill("text", "  ").Submit()
		require.Equal(t, "Enter something to do.", p.Text("#new [role=alert]"))

		p.Click("li:nth-child(3) .text").Form("li:nth-child(3) .edit").Fill("text", "eggs and ham")
		p.Click("li:nth-child(1) .text")
		requireItems("bread")
		require.Equal(t, "eggs and ham", p.Form("li:nth-child(3) .edit").Value("text"))
		p.Key("li:nth-child(1) .edit input", "!").Key("li:nth-child(1) .edit input", "Escape")
		requireItems("milk", "bread")
		p.Click("li:nth-child(3) .edit button")
		requireItems("milk", "bread", "eggs and ham")

		p.Click("li:nth-child(2) .tick")
		require.Equal(t, "2 open", p.Text("#open"))
		p.Click("nav a:nth-child(3)")
		requireItems("bread")
		require.Equal(t, "/?show=done", p.URL())
		p.Back()
		requireItems("milk", "bread", "eggs and ham")
		p.Forward()
		requireItems("bread")
		p.Click("nav a:nth-child(1)").Click("li:nth-child(1) .delete") // the confirmation is answered with yes
		requireItems("bread", "eggs and ham")
		p.Click("li:nth-child(2) .tick").Click("footer .quiet")
		require.True(t, p.Has(".empty"))
	})
}

// Reordered components keep their input, and events reach the right component.
func TestScript_Rows(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	app := func() http.Handler {
		return newServer(viewFunc(func() *views.Rows { return views.NewRows(&journal, 3) }))
	}
	runScript(t, app, func(t *testing.T, open openFunc) {
		p := open("/")
		p.Fill("li:nth-child(2) input", "two").Click("#reverse")
		require.Equal(t, []string{"3", "2", "1"}, p.Texts("b"))
		p.Click("li:nth-child(1) .hit").Click("#insert").Click("li:nth-child(2) .hit").Click("li:nth-child(3) .remove")
		require.Equal(t, []string{"101", "3", "1"}, p.Texts("b"))
		require.Equal(t, []string{"0 hits", "2 hits", "0 hits"}, p.Texts(".hit"))
		p.Key("li:nth-child(2) input", "F2")
		require.Equal(t, []string{"1", "3", "101"}, p.Texts("b"))
	})
}
