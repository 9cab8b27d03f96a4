package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"
)

// A Config configures a node.
type Config struct {
	Addr    string // host:port to listen on
	Redis   string // URL
	Journal string // name of a file that ends in .journal
	Grace   time.Duration
	Resume  time.Duration // Server.ResumeTimeout
}

// Serve runs a node until the process receives SIGTERM, and then shuts it down gracefully. It writes a
// line to ready when it accepts connections.
func Serve(c Config, ready io.Writer) (err error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	j, err := openJournal(c.Journal)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.close()) }()
	bus := &redisbus.Bus{URL: c.Redis, Log: log}
	defer func() { err = errors.Join(err, bus.Close()) }()

	var views atomic.Int64
	srv := &live.Server{
		Handler: router(bus, j, &views), Log: log, ResumeTimeout: c.Resume,
		Secret: []byte("the secret of all nodes of the soak"),
		// All pages come from one address, but stand for different clients.
		ClientKey: func(r *http.Request) string { return r.FormValue("page") },
	}
	ln, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", srv)
	mux.HandleFunc("GET /stats", statsHandler(&views))
	fmt.Fprintln(ready, ln.Addr())
	return live.Serve(context.Background(), &http.Server{Handler: mux}, srv, live.ServeOptions{Listener: ln, Grace: c.Grace})
}

// router serves a Room for each value of the path.
func router(bus pubsub.Bus, j *journal, views *atomic.Int64) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /room/{room}", live.Page(func(r *http.Request) live.View {
		return &Room{
			Page: r.FormValue("page"), topic: pubsub.NewTopic[Message](bus, "room:"+r.PathValue("room")),
			journal: j, views: views,
		}
	}))
	return mux
}
