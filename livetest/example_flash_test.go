package livetest_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func newMailbox() live.View { return &mailbox{} }

func ExamplePage_Flashes() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newMailbox).Click("#delete")
	fmt.Printf("%q\n", p.Flashes(live.FlashInfo))
	// Output: ["Deleted" "Mailbox changed"]
}

func ExamplePage_ClickFlash() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newMailbox).Click("#delete")
	fmt.Printf("%q\n", p.ClickFlash("Undo").Flashes(live.FlashInfo))
	// Output: ["Mailbox changed"]
}

func ExamplePage_CloseFlash() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newMailbox).Click("#delete")
	fmt.Printf("%q\n", p.CloseFlash("Deleted").Flashes(live.FlashInfo))
	// Output: ["Mailbox changed"]
}
