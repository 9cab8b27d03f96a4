package livetest_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func newMap() live.View { return &mapView{} }

func ExampleHook_Name() {
	t := &example{}
	defer t.end()

	fmt.Println(livetest.Mount(t, newMap).Hook("#map").Name())
	// Output: map
}

func ExampleHook_Mounted() {
	t := &example{}
	defer t.end()

	fmt.Println(livetest.Mount(t, newMap).Hook("#map").Mounted())
	// Output: true
}

func ExampleHook_Reply() {
	t := &example{}
	defer t.end()

	h := livetest.Mount(t, newMap).Hook("#map")
	h.Push(hookPick{X: 3})
	fmt.Println(h.Reply())
	// Output: {"x":3}
}
