package live_test

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

// Invitation is the data of a form.
type Invitation struct{ Email string }

// Invite is a page whose form is hidden when it is submitted, and marked when it is changed.
type Invite struct{ Form live.Form[Invitation] }

func (v *Invite) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, func(_ *live.Socket, i Invitation) error {
		if i.Email == "" {
			return live.Errors{"email": "is empty"}
		}
		return nil
	})}
}

func (v *Invite) Render() templ.Component {
	steps := v.Form.Bind(live.Optimistic(dom.Hide(dom.Self)), live.WithChange(dom.AddClass(dom.Self, "changed")))
	return htmlf(`<form%s><input name="email" value="%s"><button>Invite</button></form>`, steps, v.Form.Field("email").Value)
}

// The browser shows the form again if it is not accepted.
func ExampleWithChange() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Invite{} })
	p.Click("button")
	fmt.Println(p.Has("form[hidden]"), p.Has("form.changed"))
	p.Fill("input", "ann@example.com").Click("button")
	fmt.Println(p.Has("form[hidden]"), p.Has("form.changed"))
	// Output:
	// false false
	// true true
}

// The steps can be kept in a variable and used for several forms.
func ExampleChangeSteps() {
	mark := live.WithChange(dom.AddClass(dom.Closest("section"), "changed"))
	var invitation live.Form[Invitation]
	fmt.Println(invitation.Bind(mark).Items()[1])
	// Output: {live-change ["live_test.Invitation",["addClass","<section","changed"]]}
}
