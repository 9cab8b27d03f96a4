package views

import (
	"sync"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Room is what people of a chat share.
type Room struct {
	Topic pubsub.Topic[Line]

	mu    sync.Mutex
	lines []Line
}

// Line is what somebody said.
type Line struct{ From, Text string }

func (r *Room) add(l Line) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, l)
}

func (r *Room) all() []Line {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lines[:len(r.lines):len(r.lines)]
}

// Chat is one person's page.
type Chat struct {
	User  string
	Room  *Room
	Lines []Line
	Draft live.Form[Post]
}

// Post is what the form sends.
type Post struct{ Text string }

func (v *Chat) Mount(s *live.Socket) error {
	if err := live.Subscribe(s, v.Room.Topic, v.said); err != nil {
		return err
	}
	return v.Reload(s)
}

func (v *Chat) Reload(*live.Socket) error { v.Lines = v.Room.all(); return nil }

func (v *Chat) Events() live.Events { return live.Events{live.OnForm(&v.Draft, v.post)} }

func (v *Chat) post(s *live.Socket, p Post) error {
	v.Draft.Reset()
	l := Line{v.User, p.Text}
	v.Room.add(l)
	return v.Room.Topic.Publish(s.Context(), l)
}

func (v *Chat) said(_ *live.Socket, l Line) error { v.Lines = append(v.Lines, l); return nil }
