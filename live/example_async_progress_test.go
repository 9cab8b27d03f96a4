package live_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Scan is a page that lists the files of a slow disk as they are found.
type Scan struct {
	Find  func(ctx context.Context, found func(name string)) error
	files live.Async[[]string]
}

type (
	CancelScan struct{}
	RetryScan  struct{}
)

func (v *Scan) Mount(s *live.Socket) error {
	v.files.LoadProgress(s, v.scan)
	return nil
}

func (v *Scan) scan(ctx context.Context, report func([]string)) (files []string, err error) {
	err = v.Find(ctx, func(name string) {
		files = append(files, name)
		report(slices.Clone(files)) // not files, which changes
	})
	return files, err
}

func (v *Scan) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, CancelScan) error { v.files.Cancel(); return nil }),
		live.On(func(s *live.Socket, _ RetryScan) error { v.files.Retry(s); return nil }),
	}
}

func (v *Scan) Render() templ.Component {
	files := strings.Join(v.files.Value(), ", ")
	switch {
	case v.files.Loading():
		return htmlf("<p>%s …</p><button %s>Cancel</button>", files, live.Click(CancelScan{}))
	case v.files.Err() != nil:
		return htmlf("<p>%s (not complete)</p><button %s>Retry</button>", files, live.Click(RetryScan{}))
	default:
		return htmlf("<p>%s (complete)</p>", files)
	}
}

func ExampleAsync_progress() {
	t := &exampleTB{}
	defer t.end()

	rest := make(chan string, 1)
	find := func(ctx context.Context, found func(string)) error {
		found("a.txt")
		select {
		case name := <-rest:
			found(name)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	p := livetest.Mount(t, func() live.View { return &Scan{Find: find} })
	for p.Text("p") == "…" {
		p.Settle()
	}
	fmt.Println(p.Text("p"))
	p.Click("button")
	fmt.Println(p.Text("p"))
	rest <- "b.txt"
	p.Click("button")
	for p.Has("button") {
		p.Settle()
	}
	fmt.Println(p.Text("p"))
	// Output:
	// a.txt …
	// a.txt (not complete)
	// a.txt, b.txt (complete)
}
