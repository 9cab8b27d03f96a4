package livetest_test

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A film shows the last thing that the user has done.
type film struct{ Done string }

// filmEvent is sent by the elements of a film.
type filmEvent struct{ Name string }

func newFilm() live.View { return &film{} }

func (f *film) Events() live.Events {
	return live.Events{live.On(func(_ *live.Socket, e filmEvent) error {
		f.Done = e.Name
		return nil
	})}
}

func (f *film) Render() templ.Component {
	event := func(name string) filmEvent { return filmEvent{name} }
	return templ.Join(
		element("output", f.Done),
		element("video", "", live.MouseEnter(event("preview")), live.MouseLeave(event("stop")),
			live.WindowKeydown(event("search")).Key("mod+k", "/"), live.WindowBlur(event("pause")), live.WindowFocus(event("play"))),
		element("footer", "", live.ViewportEnter(event("credits"))),
	)
}

// element returns an element with a text.
func element(tag, text string, attrs ...live.Attr) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		fmt.Fprintf(w, "<%s", tag)
		for _, attr := range attrs {
			if err := templruntime.RenderAttributes(ctx, w, w, tag, attr); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(w, ">%s</%s>", templ.EscapeString(text), tag)
		return err
	})
}

func ExamplePage_Hover() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newFilm).Hover("video")
	fmt.Println(p.Text("output"))
	fmt.Println(p.Hover("output").Text("output"))
	// Output:
	// preview
	// stop
}

func ExamplePage_Press() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newFilm).Press("mod+k")
	fmt.Println(p.Text("output"))
	// Output: search
}

func ExamplePage_ScrollTo() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newFilm).ScrollTo("footer")
	fmt.Println(p.Text("output"))
	// Output: credits
}

func ExamplePage_BlurWindow() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newFilm).BlurWindow()
	fmt.Println(p.Text("output"))
	// Output: pause
}

func ExamplePage_FocusWindow() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newFilm).BlurWindow().FocusWindow()
	fmt.Println(p.Text("output"))
	// Output: play
}
