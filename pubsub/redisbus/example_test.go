package redisbus_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"
)

func Example() {
	// Two nodes of one application, usually on two machines.
	a, err := redisbus.Open(server.URL())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer a.Close()
	b := &redisbus.Bus{URL: server.URL()}
	defer b.Close()

	received := make(chan string)
	cancel, err := pubsub.NewTopic[string](b, "room:go").Subscribe(context.Background(), func(d pubsub.Delivery[string]) {
		if d.Value != nil {
			received <- *d.Value
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()

	if err := pubsub.NewTopic[string](a, "room:go").Publish(context.Background(), "hi"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(<-received)
	// Output: hi
}

func ExampleOpen() {
	_, err := redisbus.Open("mysql://localhost")
	fmt.Println(err)
	// Output: redisbus: parse Redis URL: redis: invalid URL scheme: mysql
}

func ExampleNewClient() {
	client, err := redisbus.NewClient(server.URL())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	ctx := context.Background()
	fmt.Println(client.Set(ctx, "greeting", "hello", time.Minute).Err())
	fmt.Println(client.Get(ctx, "greeting").Val())
	// Output:
	// <nil>
	// hello
}

func ExampleBus() {
	bus := &redisbus.Bus{
		URL:           server.URL(),
		Prefix:        "chat", // another application may use the same Redis
		Timeout:       5 * time.Second,
		ProbeInterval: time.Second,
	}
	defer bus.Close()
	fmt.Println(bus.Publish(context.Background(), "room", []byte("hi")))
	// Output: <nil>
}

// A node receives its own messages before Publish returns.
func ExampleBus_Publish() {
	bus := &redisbus.Bus{URL: server.URL()}
	defer bus.Close()
	cancel, err := bus.Subscribe(context.Background(), "example publish", func(m pubsub.Message) { fmt.Printf("%s\n", m.Data) })
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	fmt.Println(bus.Publish(context.Background(), "example publish", []byte("hi")))
	// Output:
	// hi
	// <nil>
}

func ExampleBus_Subscribe() {
	a, b := &redisbus.Bus{URL: server.URL()}, &redisbus.Bus{URL: server.URL()}
	defer a.Close()
	defer b.Close()
	received := make(chan string)
	cancel, err := b.Subscribe(context.Background(), "example subscribe", func(m pubsub.Message) {
		if m.Data != nil { // else it only reports Lost
			received <- string(m.Data)
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	if err := a.Publish(context.Background(), "example subscribe", []byte("from another node")); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(<-received)
	// Output: from another node
}

func ExampleBus_Close() {
	bus := &redisbus.Bus{URL: server.URL()}
	fmt.Println(bus.Close())
	err := bus.Publish(context.Background(), "room", nil)
	fmt.Println(errors.Is(err, pubsub.ErrClosed))
	// Output:
	// <nil>
	// true
}

// Without Redis, the bus works within the node.
func ExampleBus_Health() {
	bus := &redisbus.Bus{
		URL:     "redis://127.0.0.1:1", // refuses connections
		Timeout: 500 * time.Millisecond,
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	defer bus.Close()
	_, err := bus.Subscribe(context.Background(), "news", func(m pubsub.Message) { fmt.Printf("%s\n", m.Data) })
	fmt.Println(err)
	fmt.Println(bus.Publish(context.Background(), "news", []byte("received on this node")))
	fmt.Println(bus.Health().OK)
	// Output:
	// <nil>
	// received on this node
	// <nil>
	// false
}

// A health check for a load balancer or a graph.
func ExampleHealth() {
	describe := func(h redisbus.Health) string {
		if !h.OK {
			return fmt.Sprintf("isolated: %v", h.Err)
		}
		return fmt.Sprintf("connected, latency %v", h.Latency)
	}
	fmt.Println(describe(redisbus.Health{OK: true, Latency: 300 * time.Microsecond}))
	fmt.Println(describe(redisbus.Health{Err: errors.New("connection refused")}))
	// Output:
	// connected, latency 300µs
	// isolated: connection refused
}

// Redis retains the last 100 messages of one room for a day, and nothing of other topics.
func ExampleHistory() {
	bus := &redisbus.Bus{URL: server.URL(), History: func(topic string) redisbus.History {
		if topic == "room:go" {
			return redisbus.History{MaxLen: 100, MaxAge: 24 * time.Hour}
		}
		return redisbus.History{}
	}}
	defer bus.Close()
	messages, err := bus.Last(context.Background(), "room:go", 10)
	fmt.Println(len(messages.Data), err)
	// Output: 0 <nil>
}

func ExampleBus_Last() {
	history := func(string) redisbus.History { return redisbus.History{MaxLen: 100} }
	publishExamples(history, "example last", "one", "two", "three")
	bus := &redisbus.Bus{URL: server.URL(), History: history}
	defer bus.Close()
	messages, err := bus.Last(context.Background(), "example last", 2)
	fmt.Printf("%s %v\n", messages.Data, err)
	// Output: [two three] <nil>
}

func ExampleBus_Since() {
	history := func(string) redisbus.History { return redisbus.History{MaxLen: 100} }
	bus := &redisbus.Bus{URL: server.URL(), History: history}
	defer bus.Close()

	publishExamples(history, "example since", "one", "two")
	messages, err := bus.Last(context.Background(), "example since", 1)
	fmt.Printf("%s %v\n", messages.Data, err)

	publishExamples(history, "example since", "three", "four")
	messages, err = bus.Since(context.Background(), "example since", messages.Offset)
	fmt.Printf("%s %v %v\n", messages.Data, messages.Lost, err)
	// Output:
	// [two] <nil>
	// [three four] false <nil>
}

// If messages after an offset are no longer retained, Lost is set and the store must be read.
func ExampleMessages() {
	history := func(string) redisbus.History { return redisbus.History{MaxLen: 100} }
	publishExamples(history, "example messages", "one")
	bus := &redisbus.Bus{URL: server.URL(), History: history}
	defer bus.Close()
	messages, err := bus.Since(context.Background(), "example messages", "1-1-1")
	fmt.Println(len(messages.Data), messages.Lost, messages.Offset != "", err)
	// Output: 0 true true <nil>
}

// An Offset may be stored, for example with a snapshot that was built from the messages before it.
func ExampleOffset() {
	history := func(string) redisbus.History { return redisbus.History{MaxLen: 100} }
	bus := &redisbus.Bus{URL: server.URL(), History: history}
	defer bus.Close()

	publishExamples(history, "example offset", "one")
	messages, err := bus.Last(context.Background(), "example offset", 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	stored := string(messages.Offset)

	publishExamples(history, "example offset", "two")
	messages, err = bus.Since(context.Background(), "example offset", redisbus.Offset(stored))
	fmt.Printf("%s %v\n", messages.Data, err)
	// Output: [two] <nil>
}

// publishExamples publishes messages from another node.
func publishExamples(history func(string) redisbus.History, topic string, messages ...string) {
	bus := &redisbus.Bus{URL: server.URL(), History: history}
	defer bus.Close() // sends the queued messages
	for _, m := range messages {
		if err := bus.Publish(context.Background(), topic, []byte(m)); err != nil {
			fmt.Println(err)
		}
	}
}
