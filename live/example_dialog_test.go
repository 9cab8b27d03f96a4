package live_test

import (
	"context"
	"io"
	"os"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

func ExampleModal() {
	printAttr(live.Modal(true, Close{}))
	// Output: <button live-modal closedby="any" open live-close="live_test.Close">
}

func ExampleAttr_ClosedBy() {
	printAttr(live.Modal(false).ClosedBy("none"))
	// Output: <button live-modal closedby="none">
}

func ExampleToggle() {
	printAttr(live.Toggle(Open{}))
	// Output: <button live-toggle="live_test.Open">
}

func ExamplePortal() {
	// In a template: @live.Portal("help", "body") { <p role="tooltip">…</p> }
	children := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<p role="tooltip">Help</p>`)
		return err
	})
	ctx := templ.WithChildren(context.Background(), children)
	if err := live.Portal("help", "body").Render(ctx, os.Stdout); err != nil {
		panic(err)
	}
	// Output: <template id="help" live-portal="body"><p role="tooltip">Help</p></template>
}
