package live_test

import (
	"errors"
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

// A Post can be liked unless it is closed.
type Post struct {
	Liked, Closed bool
}

// Like is sent by the button of a Post.
type Like struct{}

func (p *Post) Events() live.Events { return live.Events{live.On(p.like)} }

func (p *Post) like(*live.Socket, Like) error {
	if p.Closed {
		return errors.New("the post is closed")
	}
	p.Liked = true
	return nil
}

func (p *Post) Render() templ.Component {
	class := "post"
	if p.Liked {
		class = "post liked"
	}
	return htmlf("<button class=%q%s>Like</button>", class, live.Click(live.Optimistic(dom.AddClass(dom.Self, "liked")), Like{}))
}

// The button has the class before the server has handled the event. It loses the class if the event fails.
func ExampleOptimistic() {
	t := &exampleTB{}
	defer t.end()

	for _, post := range []*Post{{}, {Closed: true}} {
		p := livetest.Mount(t, func() live.View { return post })
		p.Disconnect().Click("button")
		fmt.Println(p.Has(".liked"))
		p.Resume()
		fmt.Println(p.Has(".liked"))
	}
	// Output:
	// true
	// true
	// true
	// false
}

// A step can be kept in a variable and used in several bindings.
func ExampleOptimisticStep() {
	hide := live.Optimistic(dom.Hide("#menu"))
	printAttr(live.Click(hide, Like{}))
	printAttr(live.Keydown(hide, Like{}))
	// Output:
	// <button live-click="[[&#34;optimistic&#34;,[&#34;hide&#34;,&#34;#menu&#34;]],&#34;live_test.Like&#34;]">
	// <button live-keydown="[[&#34;optimistic&#34;,[&#34;hide&#34;,&#34;#menu&#34;]],&#34;live_test.Like&#34;]">
}
