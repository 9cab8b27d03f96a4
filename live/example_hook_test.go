package live_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Panned is sent by the hook of a map.
type Panned struct{ Map, X, Y int }

// The hook of a map may push the event Panned, with the number of the map.
func ExampleHook() {
	for _, attr := range live.Hook("map", Panned{Map: 7}).Items() {
		fmt.Println(attr.Key, attr.Value)
	}
	// Output:
	// live-hook map
	// live-push live_test.Panned?map=7
}
