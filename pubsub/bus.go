package pubsub

import (
	"context"
	"errors"
)

// ErrClosed is returned by Publish and Subscribe of a closed bus.
var ErrClosed = errors.New("bus is closed")

// Message is a message on a bus.
type Message struct {
	Topic string
	Data  []byte // shared by all subscribers; must not be modified. Nil if the message only reports Lost
	Lost  bool   // messages before this one were lost: reload what was derived from the topic
}

// Bus carries messages from publishers to the subscribers of a topic. Most programs use it through
// [Topic].
type Bus interface {
	// Publish sends data to the subscribers of topic, including those of the publisher. It does not
	// wait for delivery. The bus retains data; the caller must not modify it. ctx bounds the call.
	Publish(ctx context.Context, topic string, data []byte) error

	// Subscribe calls fn with each message published to topic after Subscribe has returned, until
	// cancel is called. fn may also receive messages published shortly before. fn is called by one
	// goroutine at a time and must not block. ctx bounds the call only, not the subscription.
	//
	// After cancel has returned, no call of fn begins. cancel does not wait for a call in progress,
	// so fn may call cancel. Further calls of cancel do nothing.
	Subscribe(ctx context.Context, topic string, fn func(Message)) (cancel func(), err error)
}
