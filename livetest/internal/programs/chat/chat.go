// Package chat is a view on pubsub: two people talk.
package chat

import (
	"context"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Message is one line of a room.
type Message struct{ From, Text string }

// Room is the topic of a room's messages.
func Room(b pubsub.Bus, name string) pubsub.Topic[Message] {
	return pubsub.NewTopic[Message](b, "room:"+name)
}

// Store is the truth; what the bus says are hints.
type Store interface {
	Last(ctx context.Context, n int) ([]Message, error)
	Add(ctx context.Context, m Message) error
}

// Chat is the page at /rooms/{room}.
type Chat struct {
	User     string
	Store    Store
	Room     pubsub.Topic[Message]
	Messages []Message
	Draft    live.Form[Post]
}

// Post is what the form sends.
type Post struct{ Text string }

func (v *Chat) Mount(s *live.Socket) error {
	if err := live.Subscribe(s, v.Room, v.posted); err != nil {
		return err
	}
	return v.Reload(s)
}

// Reload runs when messages may have been lost, between the GET and the join too.
func (v *Chat) Reload(s *live.Socket) (err error) {
	v.Messages, err = v.Store.Last(s.Context(), 50)
	return err
}

func (v *Chat) Events() live.Events {
	return live.Events{live.OnForm(&v.Draft, v.post)}
}

func (v *Chat) post(s *live.Socket, p Post) error {
	v.Draft = live.Form[Post]{}
	m := Message{From: v.User, Text: p.Text}
	if err := v.Store.Add(s.Context(), m); err != nil {
		return err
	}
	return v.Room.Publish(s.Context(), m)
}

// posted runs in the session, one handler at a time, as every handler does: no locks.
func (v *Chat) posted(_ *live.Socket, m Message) error {
	v.Messages = append(v.Messages, m)
	return nil
}
