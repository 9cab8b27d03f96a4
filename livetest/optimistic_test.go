package livetest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

// A likesView has a button that likes and unlikes, and one whose handler fails. Renders is whether it renders the class.
type likesView struct {
	Liked   bool
	Renders bool
	Fails   bool
	Panics  bool
	Count   int
}

type like struct{}

func (v *likesView) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, like) error {
		if v.Panics {
			panic("like")
		}
		if v.Fails {
			return errors.New("not allowed")
		}
		v.Liked = !v.Liked
		v.Count++
		return nil
	})}
}

func (v *likesView) Render() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		class := ""
		if v.Liked && v.Renders {
			class = "liked"
		}
		fmt.Fprintf(w, `<p>%d</p><ul><li live-id="7"><button class="%s"`, v.Count, class)
		writeAttr(w, live.Click(live.Optimistic(dom.ToggleClass(dom.Self, "liked"), dom.ToggleAttr(dom.Self, "aria-pressed", "true", "false"),
			dom.Show("#thanks")), like{}, dom.AddClass(dom.Self, "pressed")))
		fmt.Fprint(w, `>Like</button></li></ul><p id="thanks" hidden>Thanks</p>`)
		return nil
	})
}

// stateOfLikes returns what the button and the text of p show.
func stateOfLikes(p *livetest.Page) string {
	return fmt.Sprint(p.Has("button.liked"), p.Has("button[aria-pressed=true]"), !p.Has("#thanks[hidden]"), p.Has("button.pressed"))
}

func TestOptimistic(t *testing.T) {
	for _, renders := range []bool{false, true} {
		v := &likesView{Renders: renders}
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, "false false false false", stateOfLikes(p))
		p.Click("button")
		require.Equal(t, "true true true true", stateOfLikes(p))
		p.Click("button")
		require.Equal(t, "false false true true", stateOfLikes(p))
		require.Equal(t, "2", p.Text("p:first-child"))

		v.Fails = true
		p.Click("button")
		require.Equal(t, "false false true true", stateOfLikes(p), "the change of the event that was refused is undone")
		v.Fails = false
		p.Click("button")
		require.Equal(t, "true true true true", stateOfLikes(p))
	}
}

// While the connection is lost, the change is shown. The events that were not sent are sent later.
func TestOptimistic_Lost(t *testing.T) {
	v := &likesView{}
	p := livetest.Mount(t, func() live.View { return v })
	p.Disconnect().Click("button")
	require.Equal(t, "true true true true", stateOfLikes(p))
	p.Click("button").Click("button")
	require.Equal(t, "true true true true", stateOfLikes(p))
	p.Resume()
	require.Equal(t, "true true true true", stateOfLikes(p))
	require.Equal(t, 3, v.Count)

	p.Disconnect().Click("button")
	v.Fails = true
	require.Equal(t, "false false true true", stateOfLikes(p))
	p.Resume()
	require.Equal(t, "true true true true", stateOfLikes(p))
}

// A session that ends before it acknowledges an event undoes what it was expected to do.
func TestOptimistic_Crash(t *testing.T) {
	v := &likesView{Panics: true}
	p := livetest.Mount(t, func() live.View { return v })
	p.ExpectCrash().Click("button")
	require.Equal(t, "false false false true", stateOfLikes(p))
	v.Panics = false
	p.Click("button")
	require.Equal(t, "true true true true", stateOfLikes(p))
}

// A remount of the page does not undo what is shown in a sticky view whose session remains.
func TestOptimistic_StickyRemount(t *testing.T) {
	v := &likesView{}
	p := livetest.Open(t, &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return &boxView{boxProps: boxProps{Key: "page"}} }),
		Layout: func(d live.Document) templ.Component {
			return markup("<!doctype html><html><head>", d.Head, "</head><body>", d.Root,
				live.Sticky("likes", func() live.View { return v }, live.RootElement("aside")), "</body></html>")
		},
	})
	p.Disconnect().Click("aside button")
	p.KillSession()
	p.Resume()
	require.Equal(t, 1, v.Count)
	require.True(t, p.Has("aside button.liked"))
}
