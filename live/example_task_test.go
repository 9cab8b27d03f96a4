package live_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Import is a page that imports rows in the background.
type Import struct {
	Save   func(ctx context.Context, row int) error
	cancel func() // nil unless an import is running
	rows   int    // that were saved
	text   string
}

type (
	StartImport  struct{}
	CancelImport struct{}
)

func (v *Import) Events() live.Events { return live.Events{live.On(v.start), live.On(v.stop)} }

func (v *Import) start(s *live.Socket, _ StartImport) error {
	if v.cancel == nil {
		v.cancel = live.Task(s, v.work, v.progress, v.done)
	}
	return nil
}

func (v *Import) stop(*live.Socket, CancelImport) error {
	if v.cancel != nil {
		v.cancel()
	}
	return nil
}

func (v *Import) work(ctx context.Context, report func(rows int)) (string, error) {
	for row := range 3 {
		if err := v.Save(ctx, row); err != nil {
			return "", err
		}
		report(row + 1)
	}
	return "Imported", nil
}

func (v *Import) progress(_ *live.Socket, rows int) error { v.rows = rows; return nil }

func (v *Import) done(_ *live.Socket, text string, err error) error {
	switch v.cancel = nil; {
	case errors.Is(err, context.Canceled):
		v.text = "Canceled"
	case err != nil:
		v.text = "The import failed"
	default:
		v.text = text
	}
	return nil
}

func (v *Import) Render() templ.Component {
	if v.cancel != nil {
		return htmlf(`<progress max="3" value="%d"></progress><button %s>Cancel</button>`, v.rows, live.Click(CancelImport{}))
	}
	return htmlf(`<p>%s, %d rows</p><button %s>Import</button>`, v.text, v.rows, live.Click(StartImport{}))
}

func ExampleTask() {
	t := &exampleTB{}
	defer t.end()

	save := func(ctx context.Context, row int) error {
		if row < 2 {
			return nil
		}
		<-ctx.Done() // the database does not respond
		return ctx.Err()
	}
	p := livetest.Mount(t, func() live.View { return &Import{Save: save} })
	p.Click("button")
	for p.Attr("progress", "value") != "2" {
		p.Settle()
	}
	p.Click("button")
	for p.Has("progress") {
		p.Settle()
	}
	fmt.Println(p.Text("p"))
	// Output: Canceled, 2 rows
}
