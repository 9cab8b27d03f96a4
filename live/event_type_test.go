package live

import (
	"testing"

	"github.com/stretchr/testify/require"
)

type (
	plainEvent    struct{}
	named         struct{}
	renamed       struct{}
	renamedBy     struct{ N int }
	sameName      struct{}
	otherSameName struct{}
	badName       struct{}
	set[T any]    struct{ V T }
	ints[T any]   struct{ V T }
	unfitEvent    struct{ C chan int }
	wrapsRenamed  struct{ renamed }
)

func (named) EventName() string         { return "live.named" }
func (renamed) EventName() string       { return "shop.buy-1" }
func (*renamedBy) EventName() string    { return "shop.pay" }
func (sameName) EventName() string      { return "twin" }
func (otherSameName) EventName() string { return "twin" }
func (badName) EventName() string       { return "a?b" }
func (ints[T]) EventName() string       { return "live.ints" }

func TestEventName(t *testing.T) {
	require.Equal(t, "live.plainEvent", eventTypeFor[plainEvent]().name)
	require.Equal(t, "live.plainEvent", eventTypeFor[plainEvent]().name)
	require.Equal(t, "shop.buy-1", eventTypeFor[renamed]().name)
	require.Equal(t, "shop.pay", eventTypeFor[renamedBy]().name)
	require.Equal(t, "live.ints", eventTypeFor[ints[int]]().name)

	type local struct{ named }
	require.Equal(t, "live.named", eventTypeFor[local]().name, "a local type with an event name")
}

// A type whose events could not be identified in the browser panics, each time.
func TestEventName_InvalidTypePanics(t *testing.T) {
	type local struct{}
	const path = "github.com/lively-go/lively/live"
	eventTypeFor[sameName]()
	for want, use := range map[string]func(){
		`live: event type ` + path + `.local is local to a function; declare it at package level`:                                                   func() { eventTypeFor[local]() },
		`live: event type struct { N int } is unnamed; declare a type or implement EventName() string`:                                              func() { eventTypeFor[struct{ N int }]() },
		`live: event type ` + path + `.set[int] is a generic instance; implement EventName() string`:                                                func() { eventTypeFor[set[int]]() },
		`live: event types ` + path + `.otherSameName and ` + path + `.sameName share the name "twin"; implement EventName() string on one of them`: func() { eventTypeFor[otherSameName]() },
		`live: event types ` + path + `.wrapsRenamed and ` + path + `.renamed share the name "shop.buy-1"; implement EventName() string on one of them`: func() {
			eventTypeFor[renamed]()
			eventTypeFor[wrapsRenamed]()
		},
		`live: invalid event name "a?b" of ` + path + `.badName; use letters, digits, . _ and -`: func() { eventTypeFor[badName]() },
		`live: event type int is not a struct`:                                                   func() { eventTypeFor[int]() },
		`live: event type *live.plainEvent is not a struct`:                                      func() { eventTypeFor[*plainEvent]() },
		`live: field live.unfitEvent.C has unsupported type chan int`:                            func() { eventTypeFor[unfitEvent]() },
	} {
		for range 2 {
			require.PanicsWithValue(t, want, use)
		}
	}
}

type (
	concurrent         struct{}
	concurrentSameName struct{}
)

func (concurrent) EventName() string         { return "raced" }
func (concurrentSameName) EventName() string { return "raced" }

func TestEventName_ConcurrentRegistration(t *testing.T) {
	done := make(chan int)
	use := func(name func() *eventType) {
		defer func() {
			if recover() != nil {
				done <- 0
			}
		}()
		name()
		done <- 1
	}
	registered := 0
	go use(eventTypeFor[concurrent])
	go use(eventTypeFor[concurrentSameName])
	for range 2 {
		registered += <-done
	}
	require.Equal(t, 1, registered)
}
