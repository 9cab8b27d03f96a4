package pubsub_test

import (
	"context"
	"fmt"

	"github.com/lively-go/lively/pubsub"
)

type Line struct{ From, Text string }

func Example() {
	var bus pubsub.Local
	room := pubsub.NewTopic[Line](&bus, "room:go")

	cancel, err := room.Subscribe(context.Background(), func(d pubsub.Delivery[Line]) {
		if d.Lost {
			fmt.Println("something was missed: read the store")
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

func ExampleNewTopic() {
	var bus pubsub.Local
	// A topic is a value: where it is made does not matter.
	room := func(name string) pubsub.Topic[Line] { return pubsub.NewTopic[Line](&bus, "room:"+name) }
	fmt.Println(room("go") == room("go"), room("go") == room("tea"), room("go").Name())
	// Output: true false room:go
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
