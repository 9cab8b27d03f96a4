package presence_test

import (
	"context"
	"fmt"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/presence"
)

type status struct{ Typing bool }

// In a view, Track takes the context of its socket, and the entry ends with the view.
func ExampleTracker_Track() {
	var bus pubsub.Local
	people := &presence.Tracker[status]{Bus: &bus}
	tab := people.Track(context.Background(), "go", "ann", status{})
	people.Track(context.Background(), "go", "ann", status{})
	people.Track(context.Background(), "go", "bob", status{})
	tab.Leave()
	for _, p := range people.List("go") {
		fmt.Println(p.Key, len(p.Entries))
	}
	// Output:
	// ann 1
	// bob 1
}

func ExampleTracker_Changes() {
	var bus pubsub.Local
	people := &presence.Tracker[status]{Bus: &bus}
	came := make(chan string, 1)
	cancel, err := people.Changes("go").Subscribe(context.Background(), func(d pubsub.Delivery[[]presence.Event[status]]) {
		for _, e := range *d.Value {
			if e.Kind == presence.Joined && e.Entries == 1 {
				came <- e.Entry.Key
			}
		}
	})
	if err != nil {
		panic(err)
	}
	defer cancel()
	defer people.Track(context.Background(), "go", "ann", status{}).Leave()
	fmt.Println(<-came, "has come")
	// Output: ann has come
}
