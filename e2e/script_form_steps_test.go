package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// A form in the content of a portal, outside of the root of the page, takes steps when it is submitted and when it
// changes. What it shows of a submit at once is undone if that is not accepted. A nested view is in the portal, too.
func TestScript_FormSteps(t *testing.T) {
	t.Parallel()
	app := func() http.Handler {
		srv := newServer(viewFunc(func() *views.Notes { return &views.Notes{} }))
		srv.Layout = (&views.Notes{}).Layout
		return srv
	}
	runScript(t, app, func(t *testing.T, open openFunc) {
		p := open("/")
		state := func() string {
			var all []string
			for _, sel := range []string{"#editor:not([hidden])", "#editor.changed", "#notes.sent", "#notes.dismissed"} {
				if p.Has(sel) {
					all = append(all, sel)
				}
			}
			return strings.Join(all, " ")
		}
		require.Equal(t, "", state())
		require.Equal(t, "1", p.Click("#tally").Text("[live-portal-content] #tally"))
		p.Click("#new")
		require.Equal(t, "#editor:not([hidden])", state())

		p.Click("#save")
		require.Equal(t, "#editor:not([hidden]) #notes.sent", state(), "the other command has run")
		require.Equal(t, []string{"is empty"}, p.Texts("[role=alert]"))
		for _, c := range [][2]string{{"taken", "is taken"}, {"broken", ""}} {
			text, problem := c[0], c[1]
			p.Fill("#editor-text", text).Click("#save").Click("#dismiss")
			require.Contains(t, state(), "#editor:not([hidden]) #editor.changed", text)
			require.Equal(t, problem, strings.Join(p.Texts("[role=alert]"), " "))
			require.False(t, p.Has("#notes.dismissed"), "the handler has returned Errors")
		}
		p.Click("#add")
		f := p.Form("#editor").Fill("tags[0].name", "red")
		p.KillSession() // its rows are sent to the next view
		require.Equal(t, []string{"broken", "red"}, []string{f.Value("text"), f.Value("tags[0].name")})
		require.Contains(t, state(), "#editor:not([hidden]) #editor.changed")

		p.Disconnect().Click("#save").Fill("#note", "{broken [{red}]}").Click("#dismiss")
		require.NotContains(t, state(), "#editor:not([hidden])")
		p.Resume()
		require.Contains(t, state(), "#editor:not([hidden])", "undone when the connection is back")
		require.True(t, p.Has("#notes.dismissed"))

		sent := p.Has("#notes.sent")
		p.Fill("#editor-text", "good").Click("#save")
		require.Equal(t, []string{"{good [{red}]}"}, p.Texts("#notes li"))
		require.NotContains(t, state(), "#editor")
		require.Equal(t, !sent, p.Has("#notes.sent"))
		p.Click("#new").Fill("#editor-text", "next")
		require.Contains(t, state(), "#editor:not([hidden]) #editor.changed")
		require.Equal(t, "1", p.Click("#tally").Text("[live-portal-content] #tally"), "mounted again with the page")
	})
}
