package main

import (
	"encoding/json"
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

// chatMessage is the message that all benchmarks publish. It has the length of a typical chat message.
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
	floodPerMS    = 5      // messages per millisecond; the view handles at most one
	maxFloodTicks = 10_000 // milliseconds to wait for a reload
)

// publishFlood publishes 5,000 messages per second for the requested time.
func (t *topics) publishFlood(w http.ResponseWriter, req *http.Request) {
	d, err := time.ParseDuration(req.FormValue("for"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	handled, reloads := t.stats.Handled.Load(), t.stats.Reloads.Load()
	var result floodResult
	var took latencies
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.After(d); ; {
		select {
		case <-end:
			result.Handled = t.stats.Handled.Load() - handled
			// The view reloads after it has handled the messages in its inbox. On a slow machine this is after a short flood.
			for n := 0; t.stats.Reloads.Load() == reloads && n < maxFloodTicks; n++ {
				<-tick.C
			}
			result.Reloads = t.stats.Reloads.Load() - reloads
			slices.Sort(took)
			result.PublishP99 = took.percentile(99)
			_ = json.NewEncoder(w).Encode(result)
			return
		case <-tick.C:
			for range floodPerMS {
				start := time.Now()
				if err := t.flood.Publish(req.Context(), chatMessage); err != nil {
					http.Error(w, err.Error(), http.StatusInternalServerError)
					return
				}
				took = append(took, time.Since(start))
				result.Published++
			}
		}
	}
}
