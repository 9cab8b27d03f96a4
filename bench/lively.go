package main

import (
	"log/slog"
	"net/http"
	"os"

	"github.com/lively-go/lively/bench/views"
	"github.com/lively-go/lively/live"
)

// livelyServer returns a Lively server with the pages of all benchmarks.
func livelyServer() http.Handler {
	mux := http.NewServeMux()
	for path, view := range map[string]func() live.View{
		"/counter":        func() live.View { return &views.Counter{N: 1000} },
		"/dashboard":      func() live.View { return views.NewDashboard(views.Loop) },
		"/dashboard-memo": func() live.View { return views.NewDashboard(views.Memo) },
		"/dashboard-each": func() live.View { return views.NewDashboard(views.Each) },
		"/table":          func() live.View { return views.NewTable(views.Loop) },
		"/table-each":     func() live.View { return views.NewTable(views.Each) },
	} {
		mux.Handle("GET "+path, live.Page(func(*http.Request) live.View { return view() }))
	}
	handleTopics(mux)
	return &live.Server{
		Handler: mux,
		Log:     slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		// A closed loop sends far more events per second than a user.
		EventRate:  1e6,
		EventBurst: 1e6,
		// On a busy machine, the time between the GET and the join may be long.
		AdoptTimeout: ioTimeout,
		// All clients have the same address.
		MaxSessionsPerClient: 1e6,
	}
}
