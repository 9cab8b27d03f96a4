// Package likes is a page with buttons that show the expected result before the server has replied.
package likes

import (
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// A Post can be liked, unless it is closed.
type Post struct {
	Text   string
	Likes  int
	Liked  bool
	Closed bool
}

// Posts is the view.
type Posts struct{ Posts []Post }

// Like is the event of the buttons.
type Like struct{ Post int }

// New returns the view.
func New() live.View {
	return &Posts{[]Post{{Text: "The sun shines.", Likes: 7}, {Text: "It is raining.", Likes: 2, Closed: true}}}
}

// Events lists the handlers.
func (v *Posts) Events() live.Events {
	return live.Events{live.On(v.like)}
}

// like is slow, so that one can see that the button does not wait for it. The browser undoes what the button
// shows if it returns an error.
func (v *Posts) like(s *live.Socket, e Like) error {
	if e.Post < 0 || e.Post >= len(v.Posts) {
		return live.ErrGone
	}
	select {
	case <-time.After(700 * time.Millisecond):
	case <-s.Context().Done():
		return s.Context().Err()
	}
	p := &v.Posts[e.Post]
	if p.Closed {
		s.Flash(live.FlashError, "This post cannot be liked any more.")
		return live.ErrGone // any other error would show a second message
	}
	p.Liked = !p.Liked
	if p.Likes--; p.Liked {
		p.Likes += 2
	}
	return nil
}

// expected is what the button shows at once.
var expected = live.Optimistic(dom.ToggleAttr(dom.Self, "aria-pressed", "true", "false"))
