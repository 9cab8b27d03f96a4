package livetest_test

import (
	"context"
	"html"
	"io"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"

	"github.com/lively-go/lively/live"
)

// A greeter greets the guest that is entered into its form.
type greeter struct {
	form  live.Form[guest]
	hello string
}

type guest struct{ Name string }

func (g guest) Validate() error {
	if g.Name == "" {
		return live.Errors{"name": "is missing"}
	}
	return nil
}

func (v *greeter) Events() live.Events {
	return live.Events{live.OnForm(&v.form, func(_ *live.Socket, g guest) error {
		v.hello = "Hello " + g.Name
		v.form.Reset()
		return nil
	})}
}

func (v *greeter) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		f := v.form.Field("name")
		_, _ = io.WriteString(w, `<output>`+html.EscapeString(v.hello)+`</output><form`)
		_ = templruntime.RenderAttributes(ctx, w, w, "div", v.form.Bind())
		_, err := io.WriteString(w, `><input name="name" value="`+html.EscapeString(f.Value)+`">`)
		if f.Error != "" {
			_, err = io.WriteString(w, `<p role="alert">`+f.Error+`</p>`)
		}
		_, _ = io.WriteString(w, `</form>`)
		return err
	})
}
