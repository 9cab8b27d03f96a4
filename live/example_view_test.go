package live_test

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Article is a page that prints the calls of its methods.
type Article struct{ ID string }

func (a *Article) Mount(s *live.Socket) error {
	fmt.Println("Mount: connected", s.Connected())
	return nil
}

func (a *Article) Joined(s *live.Socket) error {
	fmt.Println("Joined: connected", s.Connected())
	return nil
}

func (a *Article) Title() string { return "Article " + a.ID }

func (a *Article) Unmount() { fmt.Println("Unmount") }

func (a *Article) Render() templ.Component { return htmlf("<h1>Article %s</h1>", a.ID) }

func ExampleView() {
	t := &exampleTB{} // in a test: t *testing.T

	p := livetest.Mount(t, func() live.View { return &Article{ID: "7"} })
	fmt.Println(p.Title())
	t.end()
	// Output:
	// Mount: connected false
	// Joined: connected true
	// Article 7
	// Unmount
}
