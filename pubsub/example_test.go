package pubsub_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/lively-go/lively/pubsub"
)

type Line struct{ From, Text string }

func Example() {
	var bus pubsub.Local
	room := pubsub.NewTopic[Line](&bus, "room:go")

	cancel, err := room.Subscribe(context.Background(), func(d pubsub.Delivery[Line]) {
		if d.Lost {
			fmt.Println("messages were lost: read the store")
		}
		if d.Value != nil {
			fmt.Println(d.Value.From, "says", d.Value.Text)
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()

	if err := room.Publish(context.Background(), Line{"ann", "hi"}); err != nil {
		fmt.Println(err)
	}
	// Output: ann says hi
}

// A prefixed bus adds a prefix to all topics of another bus.
type prefixed struct {
	pubsub.Bus
	prefix string
}

func (b *prefixed) Publish(ctx context.Context, topic string, data []byte) error {
	return b.Bus.Publish(ctx, b.prefix+topic, data)
}

func (b *prefixed) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (cancel func(), err error) {
	return b.Bus.Subscribe(ctx, b.prefix+topic, fn)
}

func ExampleBus() {
	var local pubsub.Local
	var bus pubsub.Bus = &prefixed{&local, "tenant1:"}
	cancel, err := local.Subscribe(context.Background(), "tenant1:room", func(m pubsub.Message) {
		fmt.Printf("%s: %s\n", m.Topic, m.Data)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	fmt.Println(bus.Publish(context.Background(), "room", []byte("hi")))
	// Output:
	// tenant1:room: hi
	// <nil>
}

func ExampleNewTopic() {
	var bus pubsub.Local
	// A topic is a value, so a function may create it wherever it is needed.
	room := func(name string) pubsub.Topic[Line] { return pubsub.NewTopic[Line](&bus, "room:"+name) }
	fmt.Println(room("go") == room("go"))
	fmt.Println(room("go") == room("tea"))
	// Output:
	// true
	// false
}

// Topics of different types may have the same name. They share the messages, so their JSON must be
// compatible.
func ExampleTopic() {
	var bus pubsub.Local
	lines := pubsub.NewTopic[Line](&bus, "room:go")
	texts := pubsub.NewTopic[struct{ Text string }](&bus, "room:go")
	cancel, err := texts.Subscribe(context.Background(), func(d pubsub.Delivery[struct{ Text string }]) {
		fmt.Println(d.Value.Text)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	fmt.Println(lines.Publish(context.Background(), Line{"ann", "hi"}))
	// Output:
	// hi
	// <nil>
}

func ExampleTopic_Name() {
	var bus pubsub.Local
	fmt.Println(pubsub.NewTopic[Line](&bus, "room:go").Name())
	// Output: room:go
}

func ExampleTopic_Publish() {
	type account struct {
		ID       int
		password string // not encoded as JSON, so not published
	}
	var bus pubsub.Local
	accounts := pubsub.NewTopic[account](&bus, "accounts")
	cancel, err := accounts.Subscribe(context.Background(), func(d pubsub.Delivery[account]) {
		fmt.Printf("%d %q\n", d.Value.ID, d.Value.password)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	fmt.Println(accounts.Publish(context.Background(), account{1, "secret"}))
	// Output:
	// 1 ""
	// <nil>
}

func ExampleTopic_Subscribe() {
	var bus pubsub.Local
	counter := pubsub.NewTopic[int](&bus, "counter")
	cancel, err := counter.Subscribe(context.Background(), func(d pubsub.Delivery[int]) { fmt.Println(*d.Value) })
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = counter.Publish(context.Background(), 1)
	_ = counter.Publish(context.Background(), 2)
	cancel()
	_ = counter.Publish(context.Background(), 3)
	// Output:
	// 1
	// 2
}

// A subscriber that derives something from a topic reloads it when messages were lost. Here, a
// message cannot be decoded.
func ExampleDelivery() {
	var bus pubsub.Local
	total := 0
	cancel, err := pubsub.NewTopic[int](&bus, "orders").Subscribe(context.Background(), func(d pubsub.Delivery[int]) {
		switch {
		case d.Lost:
			total = 100 // read again from the store
		case d.Value != nil:
			total += *d.Value
		}
		fmt.Println(total)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	_ = bus.Publish(context.Background(), "orders", []byte("5"))
	_ = bus.Publish(context.Background(), "orders", []byte("not a number"))
	_ = bus.Publish(context.Background(), "orders", []byte("7"))
	// Output:
	// 5
	// 100
	// 107
}

func ExampleMessage() {
	var bus pubsub.Local
	cancel, err := bus.Subscribe(context.Background(), "news", func(m pubsub.Message) {
		fmt.Printf("topic %s, data %s, lost %v\n", m.Topic, m.Data, m.Lost)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	_ = bus.Publish(context.Background(), "news", []byte("one"))
	// Output: topic news, data one, lost false
}

func ExampleLocal() {
	var bus pubsub.Local
	cancel, err := bus.Subscribe(context.Background(), "news", func(m pubsub.Message) {
		fmt.Printf("%s: %s\n", m.Topic, m.Data)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = bus.Publish(context.Background(), "news", []byte("one"))
	cancel()
	_ = bus.Publish(context.Background(), "news", []byte("two"))
	fmt.Println(bus.Close())
	// Output:
	// news: one
	// <nil>
}

// The subscribers are called before Publish returns.
func ExampleLocal_Publish() {
	var bus pubsub.Local
	received := 0
	cancel, err := bus.Subscribe(context.Background(), "news", func(pubsub.Message) { received++ })
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	fmt.Println(bus.Publish(context.Background(), "news", nil), received)

	ctx, cancelCtx := context.WithCancel(context.Background())
	cancelCtx()
	fmt.Println(bus.Publish(ctx, "news", nil), received)
	// Output:
	// <nil> 1
	// pubsub: publish to "news": context canceled 1
}

// All subscriptions receive messages in the same order. A message that a subscriber publishes comes
// after the one that it received.
func ExampleLocal_Subscribe() {
	var bus pubsub.Local
	ctx := context.Background()
	for _, name := range []string{"first", "second"} {
		cancel, err := bus.Subscribe(ctx, "chat", func(m pubsub.Message) {
			fmt.Printf("%s: %s\n", name, m.Data)
			if name == "first" && string(m.Data) == "ping" {
				_ = bus.Publish(ctx, "chat", []byte("pong"))
			}
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		defer cancel()
	}
	_ = bus.Publish(ctx, "chat", []byte("ping"))
	// Output:
	// first: ping
	// second: ping
	// second: pong
	// first: pong
}

func ExampleLocal_Close() {
	var bus pubsub.Local
	fmt.Println(bus.Close())
	err := bus.Publish(context.Background(), "news", []byte("one"))
	fmt.Println(err)
	fmt.Println(errors.Is(err, pubsub.ErrClosed))
	// Output:
	// <nil>
	// pubsub: publish to "news": bus is closed
	// true
}
