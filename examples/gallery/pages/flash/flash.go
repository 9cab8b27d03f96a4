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
)

// Events lists the handlers.
func (v *Trash) Events() live.Events {
	return live.Events{live.On(v.save), live.On(v.delete), live.On(v.restore)}
}

// save shows messages with the same key, so that the newest takes the place of the one before.
func (v *Trash) save(s *live.Socket, e Save) error {
	if e.Fails {
		s.Flash(live.FlashError, "Saving failed. Try again.", live.FlashKey("save"))
		return nil
	}
	s.Flash(live.FlashInfo, "Saved.", live.FlashKey("save"))
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
