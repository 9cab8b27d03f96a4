// Package chat implements a chat room: a view that uses package pubsub.
package chat

import (
	"context"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A Message is a message in a room.
type Message struct{ From, Text string }

// Room returns the topic of the messages of a room.
func Room(b pubsub.Bus, name string) pubsub.Topic[Message] {
	return pubsub.NewTopic[Message](b, "room:"+name)
}

// A Store holds all messages. The bus may lose some.
type Store interface {
	Last(ctx context.Context, n int) ([]Message, error)
	Add(ctx context.Context, m Message) error
}

// A Chat is the page at /rooms/{room}.
type Chat struct {
	User     string
	Store    Store
	Room     pubsub.Topic[Message]
	Messages []Message
	Draft    live.Form[Post]
}

// A Post is the data of the form.
type Post struct{ Text string }

func (v *Chat) Mount(s *live.Socket) error {
	if _, err := live.Subscribe(s, v.Room, v.posted); err != nil {
		return err
	}
	return v.Reload(s)
}

// Reload is called when messages may have been lost, including those between the GET and the join.
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

// posted needs no locks, because the handlers of a session run one at a time.
func (v *Chat) posted(_ *live.Socket, m Message) error {
	v.Messages = append(v.Messages, m)
	return nil
}
