package livetest_test

import (
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A galleryView nests views that are mounted late.
type galleryView struct {
	open  bool
	ready chan struct{} // closed when the late view may be mounted
}

type galleryOpen struct{}

func (v *galleryView) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, galleryOpen) error { v.open = true; return nil })}
}

func (v *galleryView) Render() templ.Component {
	fallback := live.Fallback(templ.Raw(`<i>loading</i>`))
	parts := []any{button("open", "livetest_test.galleryOpen"),
		live.Nested("lazy", "lazy", v.newPicture, fallback, live.Lazy())}
	if v.open {
		parts = append(parts, live.Nested("late", "late", v.newPicture, fallback))
	}
	return markup(parts...)
}

// A pictureView waits in Mount until it is ready, and shows messages with a button.
type pictureView struct {
	name  string
	likes int
	ready chan struct{}
}

type pictureLike struct{}

func (v *galleryView) newPicture(name string) live.View {
	return &pictureView{name: name, ready: v.ready}
}

func (v *pictureView) Mount(*live.Socket) error {
	if v.name == "late" {
		<-v.ready
	}
	return nil
}

func (v *pictureView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, _ pictureLike) error {
		v.likes++
		s.Flash(live.FlashInfo, "liked "+v.name, live.FlashAction("Again", pictureLike{}))
		s.Push("liked", v.likes)
		return nil
	})}
}

func (v *pictureView) Render() templ.Component {
	return markup(`<b>`+v.name+`</b>`, button("like-"+v.name, "livetest_test.pictureLike"))
}

// A lazy view is visible at once. One that takes long to mount does not stop the page.
func TestNested_MountedLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ready := make(chan struct{})
		p := livetest.Mount(t, func() live.View { return &galleryView{ready: ready} })
		require.Equal(t, []string{"lazy"}, p.Texts("b"))
		p.Click("#open").Click("#like-lazy")
		require.Equal(t, []string{"lazy"}, p.Texts("b"))
		require.Equal(t, "loading", p.Text("i"))
		close(ready)
		require.Equal(t, []string{"lazy", "late"}, p.Texts("b"))
		require.False(t, p.Has("i"))
		p.Click("#like-late")
	})
}

// newGallery returns a view whose nested views can be mounted.
func newGallery() live.View {
	ready := make(chan struct{})
	close(ready)
	return &galleryView{ready: ready}
}

// Outside of a bubble, a step waits until its views are mounted.
func TestNested_WaitsForMount(t *testing.T) {
	p := livetest.Mount(t, newGallery).Click("#open")
	require.Equal(t, []string{"lazy", "late"}, p.Texts("b"))
}

// The button of a message sends its event to the view that has shown the message.
func TestNested_Effects(t *testing.T) {
	p := livetest.Mount(t, newGallery).Click("#open").Click("#like-late").Click("#like-lazy")
	require.Equal(t, []string{"liked late", "liked lazy"}, p.Flashes(live.FlashInfo))
	p.ClickFlash("Again").ClickFlash("Again")
	require.Equal(t, []string{"1", "1", "2", "3"}, p.Pushed("liked"))
}
