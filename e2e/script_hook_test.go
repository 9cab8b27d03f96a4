package e2e

import (
	"fmt"
	"html"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A chartView has a hook, whose script sends the selected range.
type chartView struct{ zoom }

type zoom struct {
	From, To int
	Series   string
}

func (v *chartView) Events() live.Events {
	return live.Events{live.On(func(_ *live.Socket, e zoom) error { v.zoom = e; return nil })}
}

func (v *chartView) Render() templ.Component {
	return templ.Raw(fmt.Sprintf(`<div id="chart" live-hook="chart" live-value-series="cpu">%s %d-%d</div>`, html.EscapeString(v.Series), v.From, v.To))
}

func TestScript_Hook(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return newServer(viewFunc(func() *chartView { return &chartView{} })) }, func(t *testing.T, open openFunc) {
		p := open("/")
		p.Hook("#chart").Push(zoom{From: 3, To: 7})
		require.Equal(t, "cpu 3-7", p.Text("#chart"))
		p.Disconnect().Hook("#chart").Push(zoom{From: 1})
		require.Equal(t, "cpu 3-7", p.Text("#chart"))
		require.Equal(t, "cpu 1-0", p.Resume().Text("#chart"))
	})
}

func TestPushEvent_Arguments(t *testing.T) {
	t.Parallel()
	tab := openConnected(t, newSite(t, newServer(viewFunc(func() *chartView { return &chartView{} }))).url())
	tab.Do(`liveSocket.pushEvent(document.querySelector("#chart"), "e2e.zoom?from=2", {to: 5})`)
	tab.Until(`document.querySelector("#chart").textContent === "cpu 2-5"`)
}
