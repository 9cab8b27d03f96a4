package presence_test

import (
	"context"
	"fmt"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/presence"
)

type status struct{ Typing bool }

func Example() {
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	tab := users.Track(context.Background(), "room", "ann", status{})
	defer tab.Leave()
	for _, p := range users.List("room") {
		fmt.Println(p.Key, "is here")
	}
	// Output: ann is here
}

// All nodes of an application use the same settings.
func ExampleTracker() {
	var bus pubsub.Local // a redisbus.Bus if there are several nodes
	users := &presence.Tracker[status]{
		Bus:               &bus,
		HeartbeatInterval: 10 * time.Second,
		MaxMissed:         2,
	}
	defer users.Track(context.Background(), "room", "ann", status{}).Leave()
	fmt.Println(len(users.List("room")))
	// Output: 1
}

// In a view, Track takes the context of its socket, and the entry is removed when the view is
// unmounted.
func ExampleTracker_Track() {
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	ctx, unmount := context.WithCancel(context.Background())
	defer unmount()
	users.Track(ctx, "room", "ann", status{})
	defer users.Track(context.Background(), "room", "bob", status{}).Leave()

	left := make(chan string, 1)
	cancel, err := users.Changes("room").Subscribe(context.Background(), func(d pubsub.Delivery[[]presence.Event[status]]) {
		for _, e := range *d.Value {
			if e.Kind == presence.Left {
				left <- e.Entry.Key
			}
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	unmount()
	fmt.Println(<-left, "left")
	// Output: ann left
}

func ExampleTracker_List() {
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	for _, user := range []string{"bob", "ann", "ann"} {
		defer users.Track(context.Background(), "room", user, status{}).Leave()
	}
	for _, p := range users.List("room") {
		fmt.Println(p.Key, len(p.Entries))
	}
	// Output:
	// ann 2
	// bob 1
}

func ExampleTracker_Changes() {
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	arrived := make(chan string, 1)
	cancel, err := users.Changes("room").Subscribe(context.Background(), func(d pubsub.Delivery[[]presence.Event[status]]) {
		for _, e := range *d.Value {
			if e.Kind == presence.Joined && e.Entries == 1 {
				arrived <- e.Entry.Key
			}
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cancel()
	defer users.Track(context.Background(), "room", "ann", status{}).Leave()
	fmt.Println(<-arrived, "arrived")
	// Output: ann arrived
}

func ExampleHandle() {
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	var view struct{ tab *presence.Handle[status] }
	view.tab = users.Track(context.Background(), "room", "ann", status{})
	defer view.tab.Leave()
	fmt.Println(users.List("room")[0].Key)
	// Output: ann
}

func ExampleHandle_Update() {
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	tab := users.Track(context.Background(), "room", "ann", status{})
	defer tab.Leave()
	tab.Update(status{Typing: true})
	for _, p := range users.List("room") {
		fmt.Printf("%s %+v\n", p.Key, p.Entries[0].Meta)
	}
	// Output: ann {Typing:true}
}

func ExampleHandle_Leave() {
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	defer users.Track(context.Background(), "room", "bob", status{}).Leave()
	tab := users.Track(context.Background(), "room", "ann", status{})
	tab.Leave()
	tab.Leave() // does nothing
	for _, p := range users.List("room") {
		fmt.Println(p.Key)
	}
	// Output: bob
}

// A user is typing if one of the user's tabs is.
func ExampleUser() {
	typing := func(p presence.User[status]) bool {
		for _, e := range p.Entries {
			if e.Meta.Typing {
				return true
			}
		}
		return false
	}
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	defer users.Track(context.Background(), "room", "ann", status{}).Leave()
	defer users.Track(context.Background(), "room", "ann", status{Typing: true}).Leave()
	for _, p := range users.List("room") {
		fmt.Println(p.Key, typing(p))
	}
	// Output: ann true
}

func ExampleEntry() {
	var bus pubsub.Local
	users := &presence.Tracker[status]{Bus: &bus}
	tab := users.Track(context.Background(), "room", "ann", status{})
	defer tab.Leave()
	tab.Update(status{Typing: true})
	e := users.List("room")[0].Entries[0]
	fmt.Println(e.ID != "", e.Key, e.Rev, e.Meta.Typing)
	// Output: true ann 1 true
}

// Entries distinguishes a user who arrives or leaves from one who opens or closes another tab.
func ExampleEvent() {
	describe := func(e presence.Event[status]) string {
		switch {
		case e.Kind == presence.Joined && e.Entries == 1:
			return e.Entry.Key + " arrived"
		case e.Kind == presence.Left && e.Entries == 0:
			return e.Entry.Key + " left"
		}
		return fmt.Sprintf("%s has %d tabs", e.Entry.Key, e.Entries)
	}
	ann := presence.Entry[status]{Key: "ann"}
	fmt.Println(describe(presence.Event[status]{Kind: presence.Joined, Entry: ann, Entries: 1}))
	fmt.Println(describe(presence.Event[status]{Kind: presence.Joined, Entry: ann, Entries: 2}))
	fmt.Println(describe(presence.Event[status]{Kind: presence.Left, Entry: ann, Entries: 1}))
	fmt.Println(describe(presence.Event[status]{Kind: presence.Left, Entry: ann, Entries: 0}))
	// Output:
	// ann arrived
	// ann has 2 tabs
	// ann has 1 tabs
	// ann left
}

func ExampleKind() {
	fmt.Println(presence.Joined, presence.Left, presence.Updated)
	// Output: joined left updated
}
