package live_test

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Report is a page with a part that is rendered only when the year changes.
type Report struct {
	Year   int
	Clicks int
}

func (r *Report) Events() live.Events { return live.Events{live.On(r.click)} }

func (r *Report) click(*live.Socket, Press) error {
	r.Clicks++
	return nil
}

func (r *Report) Render() templ.Component {
	table := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := fmt.Fprintf(w, "<p>%d, rendered after %d clicks</p>", r.Year, r.Clicks)
		return err
	})
	return htmlf("<button%s>%d</button>%s", live.Click(Press{}), r.Clicks, live.Memo("table", r.Year, table))
}

func ExampleMemo() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Report{Year: 2026} })
	p.Click("button").Click("button")
	fmt.Println(p.Text("button"), p.Text("p"))
	// Output: 2 2026, rendered after 0 clicks
}
