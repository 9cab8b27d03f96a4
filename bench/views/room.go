package views

import (
	"encoding/json"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Line is what somebody says in a Room.
type Line struct{ From, Text string }

// Decoded counts how often a Line was decoded, in this process.
var Decoded atomic.Int64

func (l *Line) UnmarshalJSON(data []byte) error {
	Decoded.Add(1)
	type plain Line
	return json.Unmarshal(data, (*plain)(l))
}

// Room shows the last lines of a topic.
type Room struct {
	Topic pubsub.Topic[Line]
	Lines []Line
	first int // number of the first line that is shown
}

const shown = 50

func (v *Room) Mount(s *live.Socket) error { return live.Subscribe(s, v.Topic, v.said) }

func (v *Room) said(_ *live.Socket, l Line) error {
	v.Lines = append(v.Lines, l)
	if over := len(v.Lines) - shown; over > 0 {
		v.Lines, v.first = append([]Line(nil), v.Lines[over:]...), v.first+over
	}
	return nil
}

// Reload has nothing to read: the topic is all there is.
func (v *Room) Reload(*live.Socket) error { return nil }

// Flooded is a view that is slower than its topic.
type Flooded struct {
	Topic pubsub.Topic[Line]
	Stats *FloodStats
}

// FloodStats is what became of a flood's messages.
type FloodStats struct{ Handled, Reloads atomic.Int64 }

// Each message takes the view so long. It sleeps, and so takes no CPU from the others.
const slow = time.Millisecond

func (v *Flooded) Mount(s *live.Socket) error { return live.Subscribe(s, v.Topic, v.said) }

func (v *Flooded) said(*live.Socket, Line) error {
	time.Sleep(slow)
	v.Stats.Handled.Add(1)
	return nil
}

func (v *Flooded) Reload(*live.Socket) error { v.Stats.Reloads.Add(1); return nil }
