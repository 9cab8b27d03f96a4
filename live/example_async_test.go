package live_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Weather is a page whose forecast is loaded in the background.
type Weather struct {
	Fetch    func(context.Context) (string, error)
	forecast live.Async[string]
}

func (w *Weather) Mount(s *live.Socket) error {
	w.forecast.Load(s, w.Fetch)
	return nil
}

func (w *Weather) Render() templ.Component {
	switch {
	case w.forecast.Loading():
		return htmlf(`<p aria-busy="true">Loading</p>`)
	case w.forecast.Err() != nil:
		return htmlf("<p>The forecast is not available.</p>")
	default:
		return htmlf("<p>%s</p>", w.forecast.Value())
	}
}

func ExampleAsync() {
	t := &exampleTB{}
	defer t.end()

	for _, err := range []error{nil, errors.New("connection refused")} {
		proceed := make(chan struct{})
		fetch := func(context.Context) (string, error) {
			<-proceed
			return "Sunny", err
		}
		p := livetest.Mount(t, func() live.View { return &Weather{Fetch: fetch} })
		fmt.Println(p.Text("p"))
		close(proceed)
		for p.Has("[aria-busy]") {
			p.Settle()
		}
		fmt.Println(p.Text("p"))
	}
	// Output:
	// Loading
	// Sunny
	// Loading
	// The forecast is not available.
}
