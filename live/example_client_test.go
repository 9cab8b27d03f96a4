package live_test

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/live"
)

func ExampleClient_Location() {
	noon := time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []live.Client{{TimeZone: "Europe/Berlin"}, {TimeZone: "unknown"}} {
		fmt.Println(noon.In(c.Location()).Format("15:04 MST"))
	}
	// Output:
	// 14:00 CEST
	// 12:00 UTC
}
