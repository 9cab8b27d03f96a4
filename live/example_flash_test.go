package live_test

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// flashExample shows what a handler flashes.
func flashExample(handler func(*live.Socket)) {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error { handler(s); return nil }}
	})
	p.Click("button")
	fmt.Printf("%q\n", p.Flash(live.FlashInfo))
}

func ExampleSocket_ClearFlash() {
	flashExample(func(s *live.Socket) {
		s.Flash(live.FlashInfo, "Saved")
		s.ClearFlash()
	})
	// Output: ""
}

func ExampleFlashOption() {
	options := []live.FlashOption{live.FlashKey("save"), live.FlashFor(10 * time.Second)}
	flashExample(func(s *live.Socket) { s.Flash(live.FlashInfo, "Saved", options...) })
	// Output: "Saved"
}

func ExampleFlashFor() {
	flashExample(func(s *live.Socket) { s.Flash(live.FlashInfo, "Read this", live.FlashFor(0)) })
	// Output: "Read this"
}

func ExampleFlashKey() {
	flashExample(func(s *live.Socket) {
		s.Flash(live.FlashInfo, "1 file saved", live.FlashKey("save"))
		s.Flash(live.FlashInfo, "2 files saved", live.FlashKey("save"))
	})
	// Output: "2 files saved"
}

// Restore is the event of the button Undo.
type Restore struct{ ID int }

func ExampleFlashAction() {
	flashExample(func(s *live.Socket) {
		s.Flash(live.FlashInfo, "Message deleted", live.FlashAction("Undo", Restore{ID: 7}))
	})
	// Output: "Message deleted"
}
