package live_test

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Poll is a page with an Option for each answer.
type Poll struct{ Options []*Option }

func (p *Poll) Render() templ.Component {
	var list []templ.Component
	for _, o := range p.Options {
		list = append(list, live.Component(o.Name, o))
	}
	return htmlf("<ul>%s</ul>", templ.Join(list...))
}

// Option is a component with an event of its own.
type Option struct {
	Name  string
	Votes int
}

// Vote is the event of an Option.
type Vote struct{}

func (o *Option) Events() live.Events { return live.Events{live.On(o.vote)} }

func (o *Option) vote(*live.Socket, Vote) error {
	o.Votes++
	return nil
}

func (o *Option) Render() templ.Component {
	return htmlf("<li%s>%s: %d</li>", live.Click(Vote{}), o.Name, o.Votes)
}

func ExampleComponent() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Poll{Options: []*Option{{Name: "Yes"}, {Name: "No"}}} })
	p.Click("li:contains('Yes')").Click("li:contains('Yes')").Click("li:contains('No')")
	fmt.Println(p.Texts("li"))
	// Output: [Yes: 2 No: 1]
}
