package live_test

import (
	"context"
	"os"

	"github.com/lively-go/lively/live"
)

// A layout for users who read German.
func ExampleTexts() {
	texts := live.Texts{
		Lost:    "Verbindung unterbrochen …",
		Now:     "Sofort",
		Waiting: map[string]string{"one": "Eine Änderung wartet.", "other": "{n} Änderungen warten."},
	}
	_ = texts.Render(context.Background(), os.Stdout) // in templ: @texts
	// Output:
	// <meta name="live-texts" data-lost="Verbindung unterbrochen …" data-now="Sofort" data-waitingone="Eine Änderung wartet." data-waitingother="{n} Änderungen warten.">
}
