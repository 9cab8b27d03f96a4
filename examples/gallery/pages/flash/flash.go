// Package flash is a page that shows short messages in a corner of the window.
package flash

import "github.com/lively-go/lively/live"

// Trash is the view: a number of files.
type Trash struct{ Files int }

// The events of the page. Restore is sent by the button of a message.
type (
	Save    struct{ Fails bool }
	Delete  struct{}
	Restore struct{}
	Check   struct{}
	Empty   struct{}
)

// Events lists the handlers.
func (v *Trash) Events() live.Events {
	return live.Events{live.On(v.save), live.On(v.delete), live.On(v.restore), live.On(v.check), live.On(v.empty)}
}

// save shows messages with the same key, so that the newest takes the place of the one before.
func (v *Trash) save(s *live.Socket, e Save) error {
	if e.Fails {
		s.Flash(live.FlashError, "Saving failed. Try again.", live.FlashKey("save"))
		return nil
	}
	s.Flash(live.FlashSuccess, "Saved.", live.FlashKey("save"))
	return nil
}

func (v *Trash) delete(s *live.Socket, _ Delete) error {
	if v.Files > 0 {
		v.Files--
		s.Flash(live.FlashInfo, "File deleted.", live.FlashAction("Undo", Restore{}))
	}
	return nil
}

func (v *Trash) restore(*live.Socket, Restore) error {
	v.Files++
	return nil
}

func (v *Trash) check(s *live.Socket, _ Check) error {
	s.Flash(live.FlashWarning, "The disk is almost full.", live.FlashKey("disk"))
	return nil
}

// empty leaves the page: the next one shows the message.
func (v *Trash) empty(s *live.Socket, _ Empty) error {
	v.Files = 0
	s.Flash(live.FlashSuccess, "The trash is empty.")
	return s.Navigate("/title")
}
