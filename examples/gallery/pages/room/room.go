// Package room is a page that several windows share: they see each other, and each message.
package room

import (
	"slices"
	"strings"
	"sync"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/presence"
)

// Room is what the windows share. Its messages are in memory; a program would store them in a database.
type Room struct {
	users  presence.Tracker[Status]
	posted pubsub.Topic[Posted]

	mu       sync.Mutex
	messages []string
	windows  int
}

// Status is what other windows see of a window. It is empty here.
type Status struct{}

// Posted is the message that Room sends to all windows.
type Posted struct{}

// New returns a room.
func New(bus pubsub.Bus) *Room {
	return &Room{users: presence.Tracker[Status]{Bus: bus}, posted: pubsub.NewTopic[Posted](bus, "room")}
}

// View is the view of a window.
type View struct {
	Name     string
	Messages []string
	Form     live.Form[Message]

	room *Room
}

// Message is the form.
type Message struct{ Text string }

// View returns the view of a new window.
func (r *Room) View() live.View { return &View{room: r} }

// Mount subscribes to the changes of the room, before it reads what is there.
func (v *View) Mount(s *live.Socket) error {
	if _, err := live.Subscribe(s, v.room.users.Changes("room"), v.changed); err != nil {
		return err
	}
	if _, err := live.Subscribe(s, v.room.posted, v.received); err != nil {
		return err
	}
	return v.Reload(s)
}

// Joined is called when a browser shows the window. Track ends with it.
func (v *View) Joined(s *live.Socket) error {
	v.Name = v.room.newName()
	v.room.users.Track(s.Context(), "room", v.Name, Status{})
	return nil
}

// Events lists the handlers.
func (v *View) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.post)}
}

func (v *View) post(s *live.Socket, m Message) error {
	text := strings.TrimSpace(m.Text)
	if text == "" {
		return live.Errors{"text": "Enter a message."}
	}
	v.room.add(v.Name + ": " + text)
	v.Form.Reset()
	return v.room.posted.Publish(s.Context(), Posted{})
}

// received reads the messages again, so it does not matter if some were lost.
func (v *View) received(s *live.Socket, _ Posted) error { return v.Reload(s) }

// Reload is called after messages of the bus may have been lost, too.
func (v *View) Reload(*live.Socket) error {
	v.Messages = v.room.all()
	return nil
}

// changed does nothing: the view is rendered after each handler.
func (v *View) changed(*live.Socket, []presence.Event[Status]) error { return nil }

// maxMessages limits the messages that a room keeps.
const maxMessages = 20

func (r *Room) add(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.messages = append(r.messages, text)
	r.messages = r.messages[max(0, len(r.messages)-maxMessages):]
}

func (r *Room) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.messages)
}
