package livetest_test

import (
	"errors"
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func newBoxes() live.View { return &boardView{Boxes: []string{"a", "b"}} }

// A test needs a Nested only to let a view panic. It reads and clicks what is in one through the page.
func ExampleNested() {
	t := &example{} // in a test: t *testing.T
	defer t.end()

	p := livetest.Mount(t, newBoxes).Click("#up-b")
	fmt.Println(p.Texts("section b"))
	// Output: [0 1]
}

func ExamplePage_Nested() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newBoxes)
	fmt.Println(p.Nested("#counter-a b").HTML()) // of the innermost view around the element
	// Output: <b>0</b><button type="button" id="up-a" live-click="livetest_test.counterUp">up-a</button>
}

func ExampleNested_HTML() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newBoxes)
	fmt.Println(p.Nested("#counter-b").HTML())
	// Output: <b>0</b><button type="button" id="up-b" live-click="livetest_test.counterUp">up-b</button>
}

func ExampleNested_Crash() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newBoxes)
	p.Nested("#counter-a").Crash().Click("#up-b") // the rest of the page continues
	fmt.Println(p.Texts("section b"))
	// Output: [0 1]
}

// A probe is a nested view that can be mounted once.
type probe struct{ mounts *int }

func (v *probe) Mount(*live.Socket) error {
	if *v.mounts++; *v.mounts > 1 {
		return errors.New("the probe is not available")
	}
	return nil
}

func (*probe) Render() templ.Component { return templ.Raw("<b>21 degrees</b>") }

func ExampleNested_HasCrashed() {
	t := &example{}
	defer t.end()

	mounts := 0
	p := livetest.Mount(t, func() live.View {
		return &parentView{&probe{&mounts}}
	})
	fmt.Println(p.Nested("b").HasCrashed())
	p.Nested("b").Crash()
	fmt.Println(p.Nested("b").HasCrashed(), p.Text("b")) // the page shows what the view has rendered last
	// Output:
	// false
	// true 21 degrees
}

func ExampleNested_ExpectCrash() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newBoxes)
	p.Nested("#box-a").ExpectCrash().Click("#panic-a").Click("#up-b") // the rest of the page continues
	fmt.Println(p.Texts("section b"))
	// Output: [0 1]
}
