package livetest_test

import (
	"fmt"

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

	p := livetest.Mount(t, newBoxes).Click("#up-a")
	p.Nested("#counter-a").Crash().Click("#up-b")
	fmt.Println(p.Texts("section b")) // the page shows what the view has rendered last
	// Output: [1 1]
}

func ExampleNested_HasCrashed() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newBoxes)
	p.Nested("#counter-a").Crash()
	fmt.Println(p.Nested("#counter-a").HasCrashed(), p.Nested("#counter-b").HasCrashed())
	// Output: true false
}

func ExampleNested_ExpectCrash() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newBoxes)
	p.Nested("#box-a").ExpectCrash().Click("#panic-a")
	fmt.Println(p.Nested("#box-a").HasCrashed())
	// Output: true
}
