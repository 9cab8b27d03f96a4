package driver_test

import (
	"context"
	"fmt"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"
)

// loopback is a Bus whose messages all pass through one channel, as they would pass through a
// network.
type loopback struct {
	local   pubsub.Local
	network chan pubsub.Message
}

func open() *loopback {
	b := &loopback{network: make(chan pubsub.Message)}
	go func() {
		for m := range b.network {
			driver.Deliver(&b.local, m)
		}
	}()
	return b
}

func (b *loopback) Publish(_ context.Context, topic string, data []byte) error {
	b.network <- pubsub.Message{Topic: topic, Data: data}
	return nil
}

func (b *loopback) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (cancel func(), err error) {
	return b.local.Subscribe(ctx, topic, fn)
}

func (b *loopback) Close() error {
	close(b.network)
	defer driver.Forget(b)
	return b.local.Close()
}

func ExampleDeliver() {
	bus := open()
	defer bus.Close()
	received := make(chan string)
	cancel, err := bus.Subscribe(context.Background(), "room", func(m pubsub.Message) { received <- string(m.Data) })
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	if err := bus.Publish(context.Background(), "room", []byte("hello")); err != nil {
		fmt.Println(err)
	}
	fmt.Println(<-received)
	// Output: hello
}

func ExampleForget() {
	bus := open()
	topic := pubsub.NewTopic[string](bus, "room")
	cancel, err := topic.Subscribe(context.Background(), func(pubsub.Delivery[string]) {})
	fmt.Println(err)
	defer cancel()

	fmt.Println(bus.Close()) // calls Forget
	_, err = topic.Subscribe(context.Background(), func(pubsub.Delivery[string]) {})
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
	// pubsub: subscribe to "room": bus is closed
}
