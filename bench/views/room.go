package views

import (
	"encoding/json"
	"sync/atomic"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Message is a chat message.
type Message struct{ From, Text string }

// Decoded counts how often this process has decoded a Message.
var Decoded atomic.Int64

// UnmarshalJSON decodes the message and counts it in Decoded.
func (m *Message) UnmarshalJSON(data []byte) error {
	Decoded.Add(1)
	type plain Message // without this method
	return json.Unmarshal(data, (*plain)(m))
}

// Room shows the last messages of a topic.
type Room struct {
	Topic    pubsub.Topic[Message]
	Messages []Message
	first    int // number of the first message shown
}

// maxShown is the number of messages that a Room shows at most.
const maxShown = 50

// Mount subscribes to the topic.
func (v *Room) Mount(s *live.Socket) error {
	_, err := live.Subscribe(s, v.Topic, v.received)
	return err
}

func (v *Room) received(_ *live.Socket, m Message) error {
	v.Messages = append(v.Messages, m)
	if over := len(v.Messages) - maxShown; over > 0 {
		v.Messages, v.first = append([]Message(nil), v.Messages[over:]...), v.first+over
	}
	return nil
}

// Reload does nothing: the messages of the topic are not stored, so lost ones cannot be read again.
func (v *Room) Reload(*live.Socket) error { return nil }
