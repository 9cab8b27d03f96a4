package e2e

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/metrics/dashboard"
	"github.com/lively-go/lively/examples/metrics/sample"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A fakeMachine has three processes.
type fakeMachine struct{}

func (fakeMachine) Host(context.Context) sample.Host {
	return sample.Host{Name: "machine", System: "plan 9", Cores: 1}
}
func (fakeMachine) Read(context.Context) sample.Reading     { return sample.Reading{} }
func (fakeMachine) Volumes(context.Context) []sample.Volume { return nil }
func (fakeMachine) Processes(context.Context) (all []sample.ProcessReading) {
	for i, name := range []string{"saw", "axe", "awl"} {
		all = append(all, sample.ProcessReading{Process: sample.Process{PID: int32(i + 1), Name: name, User: "ann"}})
	}
	return all
}

// The table of the dashboard is sorted and filtered by the parameters of the URL.
func TestScript_MetricsTable(t *testing.T) {
	t.Parallel()
	app := func() http.Handler {
		bus := new(pubsub.Local)
		viewers := &dashboard.Viewers{Topic: pubsub.NewTopic[dashboard.ViewersChanged](bus, "viewers")}
		sampler := &sample.Sampler{Source: fakeMachine{}, Topic: pubsub.NewTopic[sample.Updated](bus, "taken"), HasViewers: viewers.Any}
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- sampler.Run(ctx) }()
		t.Cleanup(func() { stop(); require.NoError(t, <-done) })
		eventually(t, func() bool { s := sampler.Latest(); return s != nil && len(s.Processes) == 3 }, func() string { return "no reading of the machine" })
		mux := http.NewServeMux()
		mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &dashboard.Dashboard{Sampler: sampler, Viewers: viewers} }))
		mux.Handle("GET /static/", dashboard.Assets)
		return &live.Server{Handler: mux, Layout: dashboard.Layout}
	}
	runScript(t, app, func(t *testing.T, open openFunc) {
		p := open("/?sort=-pid")
		require.Equal(t, []string{"awl", "axe", "saw"}, p.Texts("tbody .name"))
		p.Click("th.pid a")
		require.Equal(t, "/?sort=pid", p.URL())
		require.Equal(t, "ascending", p.Attr("th.pid", "aria-sort"))
		require.Equal(t, []string{"saw", "axe", "awl"}, p.Texts("tbody .name"))
		search := p.Form("[role=search]").Fill("filter", "aw")
		require.Equal(t, "/?sort=pid&filter=aw", p.URL())
		require.Equal(t, []string{"saw", "awl"}, p.Texts("tbody .name"))
		search.Fill("filter", "no such process")
		require.Zero(t, p.Count("tbody tr"))
		p.Back() // typing in the filter adds no history entries
		require.Equal(t, "/?sort=-pid", p.URL())
		require.Equal(t, "", search.Value("filter"))
		require.Equal(t, 3, p.Count("tbody tr"))
		p.Click(".pause")
		require.Equal(t, "Resume", p.Text(".pause"))
	})
}
