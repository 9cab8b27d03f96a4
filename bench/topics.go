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

// rooms serves pages that hear messages, and what makes somebody say something.
type rooms struct {
	bus     pubsub.Local
	stats   views.FloodStats
	said    pubsub.Topic[views.Line]
	flooded pubsub.Topic[views.Line]
}

var aLine = views.Line{From: "ann", Text: "A line as people write it in a chat, not long and not short."}

func newRooms(mux *http.ServeMux) *rooms {
	r := &rooms{}
	r.said, r.flooded = pubsub.NewTopic[views.Line](&r.bus, "said"), pubsub.NewTopic[views.Line](&r.bus, "flood")
	mux.Handle("GET /room", live.Page(func(*http.Request) live.View { return &views.Room{Topic: r.said} }))
	mux.Handle("GET /flooded", live.Page(func(*http.Request) live.View { return &views.Flooded{Topic: r.flooded, Stats: &r.stats} }))
	mux.HandleFunc("POST /say", r.say)
	mux.HandleFunc("POST /flood", r.flood)
	return r
}

// say says one line and tells how often a line was decoded so far.
func (r *rooms) say(w http.ResponseWriter, req *http.Request) {
	if err := r.said.Publish(req.Context(), aLine); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(views.Decoded.Load())
}

// A flood is what a flood was like.
type flood struct {
	Published, Handled, Reloads int64
	P99                         time.Duration // of Publish
}

const (
	floodPerMS = 5      // messages: five times what the view can handle
	mostTicks  = 10_000 // of a millisecond, until a loss is heard of
)

// flood publishes 5,000 messages a second for the time that is asked.
func (r *rooms) flood(w http.ResponseWriter, req *http.Request) {
	d, err := time.ParseDuration(req.FormValue("for"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	handled, reloads := r.stats.Handled.Load(), r.stats.Reloads.Load()
	var f flood
	var took []time.Duration
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.After(d); ; {
		select {
		case <-end:
			f.Handled = r.stats.Handled.Load() - handled
			// The view hears of a loss when it is through with what waits, which a slow machine does not do within a short flood.
			for tries := 0; r.stats.Reloads.Load() == reloads && tries < mostTicks; tries++ {
				<-tick.C
			}
			f.Reloads = r.stats.Reloads.Load() - reloads
			slices.Sort(took)
			f.P99 = took[len(took)*99/100]
			_ = json.NewEncoder(w).Encode(f)
			return
		case <-tick.C:
			for range floodPerMS {
				start := time.Now()
				if err := r.flooded.Publish(req.Context(), aLine); err != nil {
					http.Error(w, err.Error(), http.StatusInternalServerError)
					return
				}
				took = append(took, time.Since(start))
				f.Published++
			}
		}
	}
}
