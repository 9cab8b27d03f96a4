package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/lively-go/lively/bench/views"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// topics serves the pages that subscribe to a topic, and publishes messages on request.
type topics struct {
	bus   pubsub.Local
	chat  pubsub.Topic[views.Message]
	flood pubsub.Topic[views.Message]
	stats views.FloodStats
}

// chatMessage is the message that all benchmarks publish. It has the length of a typical chat
// message.
var chatMessage = views.Message{From: "ann", Text: "A chat message as users often write, neither long nor short."}

func handleTopics(mux *http.ServeMux) {
	t := &topics{}
	t.chat, t.flood = pubsub.NewTopic[views.Message](&t.bus, "chat"), pubsub.NewTopic[views.Message](&t.bus, "flood")
	mux.Handle("GET /room", live.Page(func(*http.Request) live.View { return &views.Room{Topic: t.chat} }))
	mux.Handle("GET /flooded", live.Page(func(*http.Request) live.View { return &views.Flooded{Topic: t.flood, Stats: &t.stats} }))
	mux.HandleFunc("POST /publish", t.publish)
	mux.HandleFunc("POST /flood", t.publishFlood)
}

// publish publishes one chat message and returns how many messages were decoded so far.
func (t *topics) publish(w http.ResponseWriter, req *http.Request) {
	if err := t.chat.Publish(req.Context(), chatMessage); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(views.Decoded.Load())
}

// A floodResult is the response to POST /flood.
type floodResult struct {
	Published, Handled, Reloads int64
	PublishP99                  time.Duration
}

const (
	floodPerMS = 5     // messages per millisecond; the view handles at most one
	floodBurst = 1_024 // messages, four times the inbox of a session (live.Server.MaxInbox)
)

// publishFlood publishes 5,000 messages per second for the requested time, then waits until the view
// has reloaded after a loss.
func (t *topics) publishFlood(w http.ResponseWriter, req *http.Request) {
	d, err := time.ParseDuration(req.FormValue("for"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	handled, reloads := t.stats.Handled.Load(), t.stats.Reloads.Load()
	took, err := t.publishPaced(req.Context(), d)
	result := floodResult{Published: int64(len(took)), Handled: t.stats.Handled.Load() - handled}
	if err == nil {
		err = t.publishUntilReload(req.Context(), reloads)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	result.Reloads = t.stats.Reloads.Load() - reloads
	result.PublishP99 = took.percentile(99)
	_ = json.NewEncoder(w).Encode(result)
}

// publishPaced publishes floodPerMS messages per millisecond for the duration d, and at least once.
// It returns the latencies of Publish.
func (t *topics) publishPaced(ctx context.Context, d time.Duration) (latencies, error) {
	var all latencies
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(d); len(all) == 0 || time.Now().Before(end); {
		<-tick.C
		for range floodPerMS {
			start := time.Now()
			if err := t.flood.Publish(ctx, chatMessage); err != nil {
				return nil, err
			}
			all = append(all, time.Since(start))
		}
	}
	slices.Sort(all)
	return all, nil
}

// publishUntilReload publishes bursts until the view has reloaded more often than the given number
// of times.
//
// Usually the view has reloaded already. On a slow machine, ticks are dropped, and the flood may
// have been too slow to cause a loss. The bursts are not measured. They are a second apart, because
// the view reloads after it has handled its inbox.
func (t *topics) publishUntilReload(ctx context.Context, reloads int64) error {
	ctx, cancel := context.WithTimeout(ctx, ioTimeout/2) // ends before the client's request
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for n := 0; t.stats.Reloads.Load() == reloads; n++ {
		if n%1000 == 0 {
			for range floodBurst {
				if err := t.flood.Publish(ctx, chatMessage); err != nil {
					return err
				}
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("flooded view has not reloaded: %w", ctx.Err())
		}
	}
	return nil
}
