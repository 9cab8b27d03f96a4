package redisbus_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"
)

func Example() {
	// Two nodes of one application: usually they are two programs on two machines.
	ann, err := redisbus.Open(server.URL())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer ann.Close()
	bob := &redisbus.Bus{URL: server.URL()}
	defer bob.Close()

	rec := make(chan string)
	cancel, err := pubsub.NewTopic[string](bob, "room:go").Subscribe(context.Background(), func(d pubsub.Delivery[string]) {
		if d.Value != nil {
			rec <- *d.Value
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()

	if err := pubsub.NewTopic[string](ann, "room:go").Publish(context.Background(), "hi"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(<-rec)
	// Output: hi
}

func ExampleOpen() {
	_, err := redisbus.Open("mysql://localhost")
	fmt.Println(err)
	// Output: redisbus: parse the URL of Redis: redis: invalid URL scheme: mysql
}

func ExampleBus_Health() {
	bus := &redisbus.Bus{
		URL:     "redis://127.0.0.1:1", // nobody listens there
		Timeout: 500 * time.Millisecond,
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	defer bus.Close()
	// The node goes on alone.
	_, err := bus.Subscribe(context.Background(), "news", func(m pubsub.Message) { fmt.Printf("%s\n", m.Data) })
	fmt.Println(err)
	fmt.Println(bus.Publish(context.Background(), "news", []byte("heard on this node")))
	fmt.Println(bus.Health().OK)
	// Output:
	// <nil>
	// heard on this node
	// <nil>
	// false
}

func ExampleBus_Since() {
	open := func() *redisbus.Bus {
		return &redisbus.Bus{URL: server.URL(), History: func(string) redisbus.History { return redisbus.History{MaxLen: 100} }}
	}
	ctx := context.Background()
	send := func(messages ...string) {
		bus := open()
		defer bus.Close() // sends what waits
		for _, m := range messages {
			_ = bus.Publish(ctx, "news", []byte(m))
		}
	}
	reader := open()
	defer reader.Close()

	send("one", "two")
	past, err := reader.Last(ctx, "news", 1)
	fmt.Printf("%s %v\n", past.Data, err)

	send("three", "four")
	past, err = reader.Since(ctx, "news", past.Offset)
	fmt.Printf("%s %v %v\n", past.Data, past.Lost, err)
	// Output:
	// [two] <nil>
	// [three four] false <nil>
}
