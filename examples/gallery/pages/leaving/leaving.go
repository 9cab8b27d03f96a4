// Package leaving is a page whose rows appear and leave with an animation.
package leaving

import (
	"slices"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// List is the view.
type List struct {
	Items []int
	last  int
}

// The events of the buttons.
type (
	Add    struct{}
	Delete struct{ Item int }
	Clear  struct{}
)

// New returns the view.
func New() live.View {
	return &List{Items: []int{1, 2, 3}, last: 3}
}

// Events lists the handlers.
func (v *List) Events() live.Events {
	return live.Events{live.On(v.add), live.On(v.remove), live.On(v.clear)}
}

func (v *List) add(*live.Socket, Add) error {
	v.last++
	v.Items = append(v.Items, v.last)
	return nil
}

// remove also moves the focus, because the button that had it is gone.
func (v *List) remove(s *live.Socket, e Delete) error {
	v.Items = slices.DeleteFunc(v.Items, func(item int) bool { return item == e.Item })
	s.Exec(dom.Focus("#add"))
	return nil
}

func (v *List) clear(*live.Socket, Clear) error {
	v.Items = nil
	return nil
}

// The classes are those of leaving.css. The element stays in the page until the animation ends.
var (
	appear = dom.Transition(dom.Self, dom.Animation{During: "leaving-appear", Time: 400 * time.Millisecond})
	leave  = dom.Hide(dom.Self, dom.Animation{During: "leaving-fade", From: "leaving-here", To: "leaving-gone", Time: 300 * time.Millisecond})
)
