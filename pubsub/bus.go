package pubsub

import (
	"context"
	"errors"
)

// ErrClosed is what Publish and Subscribe return on a bus that was closed.
var ErrClosed = errors.New("pubsub: bus is closed")

// Message is what a bus carries.
type Message struct {
	Topic string
	Data  []byte // shared by all subscribers: read it only. Nil when there is nothing to tell but Lost
	Lost  bool   // something before this message was lost: reload what you derived from the topic
}

// Bus carries messages from publishers to the subscribers of a topic. Most programs use it through Topic.
type Bus interface {
	// Publish sends data to the subscribers of topic, the publisher's own subscriptions among them. It does not wait
	// until they have heard it. The bus keeps data: do not change it afterwards. ctx bounds the call.
	Publish(ctx context.Context, topic string, data []byte) error

	// Subscribe calls fn with each message published to topic after Subscribe has returned, until cancel is called. It
	// may hear one published shortly before, too.
	// ctx bounds the call alone, not the subscription. fn is called by one goroutine at a time and must not block.
	//
	// Once cancel has returned no further call of fn begins; one that is under way is not waited for, so that fn may
	// itself call cancel. Calling cancel again does nothing.
	Subscribe(ctx context.Context, topic string, fn func(Message)) (cancel func(), err error)
}
