package livetest_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func ExampleForm_AddRow() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, func() live.View { return newChecklist(false) }).Form("form")
	f.AddRow("items").Fill("items[3].text", "new")
	fmt.Println(f.Value("items[3].text"))
	// Output: new
}

func ExampleForm_RemoveRow() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, func() live.View { return newChecklist(false) }).Form("form")
	fmt.Println(f.RemoveRow("items[0]").Value("items[0].text"))
	// Output: b
}

func ExampleForm_MoveRow() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, func() live.View { return newChecklist(false) }).Form("form")
	f.MoveRow("items[2]", -2)
	fmt.Println(f.Value("items[0].text"), f.Value("items[1].text"), f.Value("items[2].text"))
	// Output: c a b
}
