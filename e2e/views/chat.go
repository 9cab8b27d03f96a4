package views

import (
	"sync"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Room holds what the users of a chat share.
type Room struct {
	Topic pubsub.Topic[Message]

	mu       sync.Mutex
	messages []Message
}

// Message is a message in a room.
type Message struct{ From, Text string }

func (r *Room) add(m Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.messages = append(r.messages, m)
}

func (r *Room) all() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.messages[:len(r.messages):len(r.messages)]
}

// Chat is the page of one user.
type Chat struct {
	User     string
	Room     *Room
	Messages []Message
	Draft    live.Form[PostMessage]
}

// PostMessage is what the form submits.
type PostMessage struct{ Text string }

func (v *Chat) Mount(s *live.Socket) error {
	if _, err := live.Subscribe(s, v.Room.Topic, v.received); err != nil {
		return err
	}
	return v.Reload(s)
}

func (v *Chat) Reload(*live.Socket) error { v.Messages = v.Room.all(); return nil }

func (v *Chat) Events() live.Events { return live.Events{live.OnForm(&v.Draft, v.post)} }

func (v *Chat) post(s *live.Socket, p PostMessage) error {
	v.Draft.Reset()
	m := Message{v.User, p.Text}
	v.Room.add(m)
	return v.Room.Topic.Publish(s.Context(), m)
}

func (v *Chat) received(_ *live.Socket, m Message) error {
	v.Messages = append(v.Messages, m)
	return nil
}
