package live_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"os"
	"testing"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"

	"github.com/lively-go/lively/live"
)

// exampleTB is used in place of the *testing.T of a test.
type exampleTB struct {
	testing.TB
	cleanups []func()
}

func (e *exampleTB) Name() string                      { return "Example" }
func (e *exampleTB) Helper()                           {}
func (e *exampleTB) Output() io.Writer                 { return io.Discard }
func (e *exampleTB) Cleanup(f func())                  { e.cleanups = append(e.cleanups, f) }
func (e *exampleTB) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (e *exampleTB) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func (e *exampleTB) end() {
	for i := range e.cleanups {
		e.cleanups[len(e.cleanups)-1-i]()
	}
}

// htmlf returns a component that formats HTML, in place of a template. It escapes strings, writes an
// Attr as attributes, and renders components.
func htmlf(format string, args ...any) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		values := make([]any, len(args))
		for i, arg := range args {
			var b bytes.Buffer
			var err error
			switch arg := arg.(type) {
			case string:
				values[i] = html.EscapeString(arg)
				continue
			case live.Attr:
				err = templruntime.RenderAttributes(ctx, &b, &b, "div", arg)
			case templ.Component:
				err = arg.Render(ctx, &b)
			default:
				values[i] = arg
				continue
			}
			if err != nil {
				return err
			}
			values[i] = b.String()
		}
		_, err := fmt.Fprintf(w, format, values...)
		return err
	})
}

// printAttr prints the attributes as a template writes them.
func printAttr(a live.Attr) {
	err := htmlf("<button%s>\n", a).Render(context.Background(), os.Stdout)
	if err != nil {
		panic(err)
	}
}

// Press is the event of the button of a Button.
type Press struct{}

// Button is a page with a button. It calls OnPress when the button is pressed, and OnLoad with the
// query string of the page.
type Button struct {
	OnPress func(*live.Socket) error
	OnLoad  func(PageQuery)
}

// PageQuery is the query string of a Button.
type PageQuery struct{ Page int }

func (b *Button) Events() live.Events { return live.Events{live.On(b.press), live.OnParams(b.load)} }

func (b *Button) press(s *live.Socket, _ Press) error { return b.OnPress(s) }

func (b *Button) load(_ *live.Socket, q PageQuery) error {
	if b.OnLoad != nil {
		b.OnLoad(q)
	}
	return nil
}

func (b *Button) Render() templ.Component {
	return htmlf("<button%s>Press</button>", live.Click(Press{}))
}
