package livetest_test

import (
	"fmt"

	"github.com/lively-go/lively/livetest"
)

// The page is mounted again, and its sticky view keeps its state.
func ExamplePage_Crash() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, stickyServer()).Click("#up-page").Click("#up-a")
	p.Crash()
	fmt.Println(p.Text("#live-root b"), p.Text("#box-a b"))
	// Output: 0 1
}

func ExamplePage_ExpectCrash() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, stickyServer()).Click("#up-page")
	p.ExpectCrash().Click("#panic-page")
	fmt.Println(p.Text("#live-root b"))
	// Output: 0
}

func ExampleNested_KillSession() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newBoxes)
	p.Nested("#counter-a").KillSession().Click("#up-b") // the rest of the page continues
	fmt.Println(p.Texts("section b"))
	// Output: [0 1]
}
