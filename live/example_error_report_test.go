package live_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A Checkout is a page whose button fails.
type Checkout struct{}

type Pay struct{}

func (c *Checkout) Events() live.Events { return live.Events{live.On(c.pay)} }

func (*Checkout) pay(*live.Socket, Pay) error { return errors.New("the bank does not answer") }

func (*Checkout) Render() templ.Component {
	return templ.Raw(`<button live-click="live_test.Pay">Pay</button>`)
}

// A hook sends what it is called with to a service that collects errors.
func ExampleErrorReport() {
	srv := &live.Server{
		Handler:  live.Page(func(*http.Request) live.View { return &Checkout{} }),
		Identity: func(*http.Request) string { return "ann" },
		Log:      slog.New(slog.DiscardHandler),
		OnError: func(_ context.Context, e live.ErrorReport) {
			fmt.Println(e.Kind, "in", e.Handler, "of", e.View, "at", e.URL, "for", e.Identity+":", e.Err)
		},
	}
	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	livetest.Open(t, srv, "/cart?step=2").Click("button")
	// Output:
	// error in live_test.Pay of *live_test.Checkout at /cart?step=2 for ann: the bank does not answer
}

func ExampleErrorKind() {
	srv := &live.Server{
		Handler: live.Page(func(*http.Request) live.View { panic("bang") }),
		Log:     slog.New(slog.DiscardHandler),
		OnError: func(_ context.Context, e live.ErrorReport) {
			if e.Kind == live.ErrorPanic {
				fmt.Println(e.Handler, "panicked:", e.Err, len(e.Stack) > 0)
			}
		},
	}
	t := &exampleTB{} // in a test: t *testing.T
	defer t.end()
	livetest.OpenStatus(t, srv, http.StatusInternalServerError)
	// Output: factory panicked: panic: bang true
}
