package views

import "github.com/lively-go/lively/live"

// A Remark is a text that the user edits, with a preview.
type Remark struct {
	Text string
	Save func(text string) // is called with each change
}

// RemarkChanged reports the text.
type RemarkChanged struct{ Text string }

// Events implements live.EventHandler.
func (v *Remark) Events() live.Events {
	return live.Events{live.On(func(_ *live.Socket, e RemarkChanged) error {
		v.Text = e.Text
		v.Save(e.Text)
		return nil
	})}
}
